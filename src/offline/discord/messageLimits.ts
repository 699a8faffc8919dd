import { MessageFlags } from 'discord-api-types/v10';
import { z } from 'zod';
import { componentProblems } from './componentLimits.ts';
import { invalidForm, parseForm } from './formErrors.ts';
import { type JsonObject, jsonObjectSchema } from './jsonObject.ts';
import { RestError } from './restError.ts';

const MAX_CONTENT = 2_000;
const MAX_EMBEDS = 10;
const MAX_EMBED_TOTAL = 6_000;
const MAX_EMBED_FIELDS = 25;
const CANNOT_SEND_EMPTY = 50_006;

const fieldSchema = z.looseObject({
  name: z.string().min(1).max(256),
  value: z.string().min(1).max(1_024),
  inline: z.boolean().optional(),
});

const embedSchema = z.looseObject({
  title: z.string().max(256).nullish(),
  description: z.string().max(4_096).nullish(),
  url: z.string().max(2_048).nullish(),
  color: z.number().int().min(0).max(0xff_ff_ff).nullish(),
  timestamp: z.string().nullish(),
  footer: z.looseObject({ text: z.string().max(2_048) }).nullish(),
  author: z.looseObject({ name: z.string().max(256) }).nullish(),
  fields: z.array(fieldSchema).max(MAX_EMBED_FIELDS).nullish(),
});

const pollSchema = z.object({
  question: z.object({ text: z.string().min(1).max(300) }),
  answers: z
    .array(z.object({ poll_media: z.object({ text: z.string().min(1).max(55) }) }))
    .min(1)
    .max(10),
  duration: z.number().int().min(1).max(768).default(24),
  allow_multiselect: z.boolean().default(false),
});

type Embed = z.infer<typeof embedSchema>;

const messageSchema = z.object({
  content: z.string().max(MAX_CONTENT).nullish(),
  embeds: z.array(embedSchema).max(MAX_EMBEDS).nullish(),
  components: z.array(jsonObjectSchema).nullish(),
  flags: z.number().int().nullish(),
  tts: z.boolean().nullish(),
  allowed_mentions: jsonObjectSchema.nullish(),
  attachments: z.array(jsonObjectSchema).nullish(),
  poll: pollSchema.nullish(),
  message_reference: z.looseObject({ message_id: z.string() }).nullish(),
});

/** A message as a bot wants it; what is `undefined` stays as it was when a message is edited. */
export interface MessageForm {
  readonly content: string | undefined;
  readonly embeds: JsonObject[] | undefined;
  readonly components: JsonObject[] | undefined;
  readonly attachments: JsonObject[] | undefined;
  readonly flags: number;
  readonly replyTo: string | undefined;
  readonly poll?: JsonObject | undefined;
}

/**
 * Reads a message's body as Discord does: lengths, the 6000 characters that all embeds share, component rules.
 * Throws a {@link RestError} (50035, or 50006 for a new message that says nothing).
 */
export function readMessage(body: unknown, purpose: 'create' | 'edit', files: number): MessageForm {
  const parsed = parseForm(messageSchema, body ?? {});
  const form: MessageForm = {
    content: parsed.content === undefined ? undefined : (parsed.content ?? ''),
    embeds: parsed.embeds === undefined ? undefined : (parsed.embeds ?? []).map(storedEmbed),
    components: parsed.components === undefined ? undefined : (parsed.components ?? []),
    attachments: parsed.attachments ?? undefined,
    flags: parsed.flags ?? 0,
    replyTo: parsed.message_reference?.message_id,
    poll: parsed.poll ?? undefined,
  };
  const modern = (form.flags & MessageFlags.IsComponentsV2) !== 0;
  const problems = componentProblems(form.components ?? [], modern);
  if ((parsed.embeds ?? []).reduce((sum, embed) => sum + embedLength(embed), 0) > MAX_EMBED_TOTAL) {
    problems.push({
      path: ['embeds'],
      code: 'MAX_EMBED_SIZE_EXCEEDED',
      message: `Embed size exceeds maximum size of ${MAX_EMBED_TOTAL}`,
    });
  }
  if (modern && ((form.content ?? '') !== '' || (form.embeds ?? []).length > 0)) {
    problems.push({
      path: ['flags'],
      code: 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2',
      message: 'The content and embeds fields cannot be used with IS_COMPONENTS_V2',
    });
  }
  if (problems.length > 0) throw invalidForm(problems);
  const says =
    (form.content ?? '').trim() !== '' ||
    (form.embeds ?? []).length > 0 ||
    (form.components ?? []).length > 0 ||
    form.poll !== undefined ||
    files > 0;
  if (purpose === 'create' && !says)
    throw new RestError(400, CANNOT_SEND_EMPTY, 'Cannot send an empty message');
  return form;
}

function embedLength(embed: Embed): number {
  const fields = embed.fields ?? [];
  return [
    embed.title,
    embed.description,
    embed.footer?.text,
    embed.author?.name,
    ...fields.flatMap((field) => [field.name, field.value]),
  ].reduce((sum, text) => sum + (text?.length ?? 0), 0);
}

function storedEmbed(embed: Embed): JsonObject {
  const given = Object.entries(embed).filter(([, value]) => value !== null && value !== undefined);
  return { type: 'rich', ...Object.fromEntries(given) };
}
