import type { ParleyError } from '../errors.ts';
import type { Logger } from '../observe/logger.ts';
import { classifyError, describeError, type ErrorVerdict } from './classifyError.ts';
import type { Counters } from './counters.ts';
import { noAnswer, serverTrouble } from './modelErrors.ts';
import type { Outbox } from './outbox.ts';
import type { ResponseQueue } from './responseQueue.ts';
import type { ServerError } from './serverEvent.ts';
import type { SessionEvent } from './sessionEvents.ts';

const BUSY = 'conversation_already_has_active_response';

/** Our event ids begin with what they are of; errors about these are part of normal life (rules 2 to 4). */
const HARMLESS_REQUESTS = ['cancel-', 'truncate-', 'delete-'];

/** The parts of a session that an error may be about. */
export interface ServerErrorTargets {
  queue: Pick<ResponseQueue, 'rejected'>;
  outbox: Pick<Outbox, 'refusedCommit'>;
  counters: Counters;
  log: Logger;
  emit(event: SessionEvent): void;
  /** Judges an error that answers our `session.update`; `undefined`: it answers something else. */
  judgeSettings(error: ServerError): ErrorVerdict | undefined;
  /** The session is over; a new one may be opened. */
  lose(error: ParleyError): void;
  /** Nothing more is to be hoped for. */
  fail(error: ParleyError): void;
}

/** Finds out what an error of the server answers, and whom it concerns. */
export class ServerErrorHandler {
  readonly #targets: ServerErrorTargets;
  #transcriptionTroubleTold = false;

  constructor(targets: ServerErrorTargets) {
    this.#targets = targets;
  }

  /** An `error` event. */
  error(error: ServerError): void {
    const { counters, log, queue, outbox, emit, fail, lose } = this.#targets;
    counters.count('serverErrors');
    const verdict = this.#targets.judgeSettings(error) ?? classifyError(error);
    log.debug({ code: error.code, verdict: verdict.kind }, 'error event of the model');
    if (verdict.kind === 'fatal') {
      fail(verdict.error);
      return;
    }
    if (verdict.kind === 'lost') {
      lose(verdict.error);
      return;
    }
    const busy =
      error.code === BUSY || (error.code === 'invalid_request_error' && isBusyMessage(error.message));
    if (queue.rejected(error.eventId, busy, noAnswer(describeError(error)))) return;
    if (outbox.refusedCommit(error)) {
      counters.count('commitsRefused');
      return;
    }
    const asked = error.eventId ?? '';
    if (verdict.kind === 'harmless' || busy || HARMLESS_REQUESTS.some((prefix) => asked.startsWith(prefix))) {
      counters.count('harmlessErrors');
      return;
    }
    emit({ type: 'trouble', error: verdict.error });
  }

  /** Trouble once a session is enough: a wrong transcription model fails at every turn, and nothing else is wrong. */
  transcriptionFailed(itemId: string, error: ServerError): void {
    const { counters, emit } = this.#targets;
    counters.count('transcriptionsFailed');
    if (!this.#transcriptionTroubleTold) {
      this.#transcriptionTroubleTold = true;
      const words = `a transcription failed, ${describeError(error)}`;
      emit({ type: 'trouble', error: serverTrouble(words, false) });
    }
    emit({ type: 'transcriptFailed', itemId });
  }
}

/** Some servers give no code (realtime-protocol, rule 1). */
function isBusyMessage(message: string): boolean {
  return /already has an active response/i.test(message);
}
