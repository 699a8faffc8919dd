import { RESPONSE_MARK } from './wireEvents.ts';

/** A response beside the conversation: nobody but who asked for it is to see it. Its modality is the dialect's. */
export interface AsideRequest {
  instructions: string;
  /** What it is about, in place of the conversation; `undefined`: the conversation. */
  input: string | undefined;
  /** Comes back with the response. */
  mark: string;
}

/** What both dialects' requests for an aside share. */
export function asideFields({ instructions, input, mark }: AsideRequest): Record<string, unknown> {
  return {
    conversation: 'none',
    metadata: { [RESPONSE_MARK]: mark },
    instructions,
    tool_choice: 'none',
    ...(input === undefined
      ? {}
      : { input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: input }] }] }),
  };
}
