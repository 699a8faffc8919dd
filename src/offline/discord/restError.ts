import type { JsonObject } from './jsonObject.ts';

/** A refusal as Discord's REST gives it: HTTP status, JSON error code and message, for forms also where what is wrong. */
export class RestError extends Error {
  override readonly name = 'RestError';
  readonly status: number;
  readonly code: number;
  readonly errors: JsonObject | undefined;

  constructor(status: number, code: number, message: string, errors?: JsonObject) {
    super(message);
    this.status = status;
    this.code = code;
    this.errors = errors;
  }

  get body(): JsonObject {
    const body: JsonObject = { message: this.message, code: this.code };
    return this.errors === undefined ? body : { ...body, errors: this.errors };
  }
}

/** Things that may not exist, with Discord's code for it (Discord's reference, "JSON Error Codes"). */
const UNKNOWN_CODES = {
  Channel: 10_003,
  Guild: 10_004,
  Member: 10_007,
  Message: 10_008,
  User: 10_013,
  Webhook: 10_015,
  Interaction: 10_062,
  'application command': 10_063,
  'Voice State': 10_065,
  'application command permissions': 10_066,
  'Stage Instance': 10_067,
} as const;

export function unknownThing(what: keyof typeof UNKNOWN_CODES): RestError {
  return new RestError(404, UNKNOWN_CODES[what], `Unknown ${what}`);
}

export function missingAccess(): RestError {
  return new RestError(403, 50_001, 'Missing Access');
}

export function threadArchived(): RestError {
  return new RestError(
    400,
    50_083,
    'Tried to perform an operation on an archived thread, such as editing a message',
  );
}

export function missingPermissions(): RestError {
  return new RestError(403, 50_013, 'Missing Permissions');
}
