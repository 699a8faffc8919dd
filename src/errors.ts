/**
 * Every coded failure Parley knows. The code decides what a person is told; `retryable` decides whether a machine tries again.
 */
export type ParleyErrorCode =
  | 'config_invalid'
  | 'store_unavailable'
  | 'model_unreachable'
  | 'model_key_refused'
  | 'model_no_quota'
  | 'model_wrong_dialect'
  | 'model_not_found'
  | 'model_session_rejected'
  | 'model_session_lost'
  | 'model_protocol'
  | 'voice_join_failed'
  | 'voice_lost'
  | 'voice_kicked'
  | 'voice_refused'
  | 'voice_deaf'
  | 'voice_mute'
  | 'discord_unreachable'
  | 'audio_invalid'
  | 'tool_failed'
  | 'internal';

/** What a {@link ParleyError} is made of. */
export interface ParleyErrorOptions {
  /** What failed. */
  code: ParleyErrorCode;
  /** May the same thing be tried again with hope? */
  retryable?: boolean;
  /** One plain sentence for the person in the channel: what happened and what to do. Holds no secret. */
  tellPerson?: string;
  cause?: unknown;
}

/** A coded error: what failed, whether it may be retried, and what a person should be told. */
export class ParleyError extends Error {
  override readonly name = 'ParleyError';
  readonly code: ParleyErrorCode;
  readonly retryable: boolean;
  readonly tellPerson: string;

  constructor(message: string, options: ParleyErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = options.code;
    this.retryable = options.retryable ?? false;
    this.tellPerson = options.tellPerson ?? 'Something went wrong inside Parley. Please try again.';
  }
}

/** Whatever was thrown, as a {@link ParleyError}; an unknown cause becomes `internal`. */
export function toParleyError(thrown: unknown): ParleyError {
  if (thrown instanceof ParleyError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new ParleyError(message, { code: 'internal', cause: thrown });
}
