/** The `type` of an error object, as OpenAI names them. */
export type WireErrorType =
  | 'invalid_request_error'
  | 'server_error'
  | 'insufficient_quota'
  | 'authentication_error';

/** The error object inside an `error` event or an HTTP refusal. */
export interface WireErrorBody {
  type: string;
  code: string | null;
  message: string;
  param: string | null;
}

/** A refusal that goes to the client as an `error` event; the session goes on. */
export class WireError extends Error {
  override readonly name = 'WireError';
  readonly body: WireErrorBody;

  constructor(body: {
    type?: WireErrorType;
    code: string | null;
    message: string;
    param?: string | null;
  }) {
    super(body.message);
    this.body = {
      type: body.type ?? 'invalid_request_error',
      code: body.code,
      message: body.message,
      param: body.param ?? null,
    };
  }
}
