import type { IncomingMessage } from 'node:http';
import { type JsonObject, jsonObjectSchema } from './jsonObject.ts';
import { RestError } from './restError.ts';

/** The greatest request Discord takes. */
const MAX_BODY_BYTES = 25 * 1024 * 1024;

export interface RestBody {
  readonly body: unknown;
  readonly files: readonly JsonObject[];
}

/** Reads a request's JSON, or the `payload_json` and files of a multipart form. Throws a {@link RestError}. */
export async function readBody(request: IncomingMessage): Promise<RestBody> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MAX_BODY_BYTES) throw new RestError(413, 40_005, 'Request entity too large');
    chunks.push(bytes);
  }
  const bytes = Buffer.concat(chunks);
  const type = request.headers['content-type'] ?? '';
  if (bytes.length === 0) return { body: undefined, files: [] };
  if (type.startsWith('multipart/form-data')) return readForm(bytes, type);
  return { body: parseJson(bytes.toString('utf8')), files: [] };
}

async function readForm(bytes: Buffer, type: string): Promise<RestBody> {
  const form = await new Response(bytes, { headers: { 'content-type': type } }).formData().catch(() => {
    throw notJson();
  });
  const files: JsonObject[] = [];
  let body: unknown;
  const loose: JsonObject = {};
  for (const [name, value] of form) {
    if (typeof value !== 'string') {
      files.push({
        id: String(files.length),
        filename: value.name,
        size: value.size,
        content_type: value.type,
      });
    } else if (name === 'payload_json') {
      body = parseJson(value);
    } else {
      loose[name] = value;
    }
  }
  return { body: body ?? loose, files };
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    throw notJson();
  }
}

function notJson(): RestError {
  return new RestError(400, 50_109, 'The request body contains invalid JSON.');
}

/** The attachments of a message: those the body names, filled up with what was uploaded. */
export function attachmentsOf(
  body: unknown,
  files: readonly JsonObject[],
  nextId: () => string,
): JsonObject[] | undefined {
  if (files.length === 0) return undefined;
  const named = jsonObjectSchema.safeParse(body);
  const described = named.success && Array.isArray(named.data.attachments) ? named.data.attachments : [];
  return files.map((file) => {
    const description = described.find((entry: unknown) => {
      const parsed = jsonObjectSchema.safeParse(entry);
      return parsed.success && String(parsed.data.id) === file.id;
    });
    const id = nextId();
    const url = `http://127.0.0.1/attachments/${id}/${String(file.filename)}`;
    return { ...file, ...jsonObjectSchema.safeParse(description).data, id, url, proxy_url: url };
  });
}
