import type { ClientEventType } from './clientEvent.ts';
import type { FatalCode } from './faults.ts';
import type { LocalRealtime } from './localRealtime.ts';

/** One thing that can go wrong on the model's side. */
export interface NamedModelFault {
  /** What is right after it: the conversation goes on by itself, or it has ended and says why. */
  outcome: 'goesOn' | 'ends';
  /** Makes it happen. What lasts does so until the function that is answered is called; that does no harm twice. */
  happen(model: LocalRealtime): () => void;
}

/** WebSocket's own codes, and one of the 4xxx that means nothing to a client. */
const CLOSES = [1000, 1001, 1011, 4001] as const;
/** HTTP answers to an upgrade after which a client may come again, and those that no trying mends. */
const RETRYABLE_REFUSALS = [408, 429, 500, 502, 503, 504] as const;
const FINAL_REFUSALS = [401, 403, 404] as const;
const FINAL_ERRORS = [
  'insufficient_quota',
  'invalid_api_key',
  'account_deactivated',
  'billing_hard_limit_reached',
] as const satisfies readonly FatalCode[];
/** What a bot sends in a conversation; the server may refuse any of it. */
const REFUSABLE = [
  'input_audio_buffer.append',
  'input_audio_buffer.commit',
  'input_audio_buffer.clear',
  'conversation.item.create',
  'conversation.item.delete',
  'conversation.item.truncate',
  'response.create',
  'response.cancel',
] as const satisfies readonly ClientEventType[];
const HUGE_BYTES = 20 * 1024 * 1024;
const BINARY_BYTES = 64;
const SLOW_ACCEPT_MS = 1000;

/** Everything that can go wrong on the model's side, by a name that a report can print. */
export const MODEL_FAULTS: ReadonlyMap<string, NamedModelFault> = new Map([
  ...CLOSES.map((code) => once(`model closes ${code}`, 'goesOn', ({ script }) => script.faults.close(code))),
  goesOn('model connection cut', ({ script }) => script.faults.kill()),
  goesOn('model half open', ({ script }) => script.faults.halfOpen()),
  lasting(
    'model stalled for a while',
    ({ script }) => script.faults.stall(),
    ({ script }) => script.faults.resume(),
  ),
  lasting(
    'model slow to accept',
    ({ script }) => {
      script.faults.acceptAfter(SLOW_ACCEPT_MS);
      script.faults.kill();
    },
    ({ script }) => script.faults.acceptAfter(0),
  ),
  ...RETRYABLE_REFUSALS.map((status) => refusal(status, 'goesOn')),
  ...FINAL_REFUSALS.map((status) => refusal(status, 'ends')),
  goesOn('model session expired', ({ script }) => script.faults.fatal('session_expired')),
  ...FINAL_ERRORS.map((code) =>
    once(`model says ${code}`, 'ends', ({ script }) => script.faults.fatal(code)),
  ),
  goesOn('model sends garbage', ({ script }) => {
    for (const text of ['', '{', 'null', '[]', '{"type":7}', '{"type":"response.done"}'])
      script.faults.sendRaw(text);
  }),
  goesOn('model sends a binary frame', ({ script }) => script.faults.sendRaw(new Uint8Array(BINARY_BYTES))),
  goesOn('model sends 20 MB', ({ script }) => script.faults.sendHuge(HUGE_BYTES)),
  goesOn('model sends an unknown event', ({ script }) =>
    script.faults.sendEvent({ type: 'response.telepathy.delta', delta: 'x' }),
  ),
  goesOn('model sends sound of a dead response', ({ script }) =>
    script.faults.sendEvent({
      type: 'response.output_audio.delta',
      response_id: 'resp_gone',
      item_id: 'item_gone',
      output_index: 0,
      content_index: 0,
      delta: Buffer.alloc(960).toString('base64'),
    }),
  ),
  goesOn('model sends wrong base64', ({ script }) =>
    script.faults.mangleNext('response.output_audio.delta', 'badBase64'),
  ),
  goesOn('model events swapped', ({ script }) =>
    script.faults.mangleNext('response.output_item.added', 'swapWithNext'),
  ),
  goesOn('model events doubled', ({ script }) => {
    for (const type of ['input_audio_buffer.committed', 'response.created', 'response.done'])
      script.faults.mangleNext(type, 'duplicate');
  }),
  goesOn('model loses response.created', ({ script }) =>
    script.faults.mangleNext('response.created', 'drop'),
  ),
  goesOn('model loses response.done', ({ script }) => script.faults.mangleNext('response.done', 'drop')),
  ...REFUSABLE.map((type) =>
    once(`model refuses ${type}`, 'goesOn', ({ script }) => script.faults.rejectNext(type)),
  ),
  goesOn('model at its rate limit', ({ script }) =>
    script.answerNext({ parts: [], end: { status: 'failed', code: 'rate_limit_exceeded' } }),
  ),
  goesOn('model fails a response', ({ script }) =>
    script.answerNext({ parts: [], end: { status: 'failed', code: 'server_error' } }),
  ),
]);

type Entry = readonly [string, NamedModelFault];

function once(name: string, outcome: NamedModelFault['outcome'], act: (model: LocalRealtime) => void): Entry {
  return [
    name,
    {
      outcome,
      happen: (model) => {
        act(model);
        return () => {};
      },
    },
  ];
}

function goesOn(name: string, act: (model: LocalRealtime) => void): Entry {
  return once(name, 'goesOn', act);
}

function lasting(
  name: string,
  begin: (model: LocalRealtime) => void,
  end: (model: LocalRealtime) => void,
): Entry {
  return [
    name,
    {
      outcome: 'goesOn',
      happen: (model) => {
        begin(model);
        return () => end(model);
      },
    },
  ];
}

/** The connection is lost, and the first attempt to come back gets this HTTP answer. */
function refusal(status: number, outcome: NamedModelFault['outcome']): Entry {
  return once(`model answers HTTP ${status}`, outcome, ({ script }) => {
    script.faults.refuseNextUpgrade({ status });
    script.faults.kill();
  });
}
