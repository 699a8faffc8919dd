import { Conversation } from '../conversation/conversation.ts';
import type { ConversationParts } from '../conversation/conversationParts.ts';
import { toParleyError } from '../errors.ts';
import type { Logger } from '../observe/logger.ts';
import type { ConversationHost, ToGatewayHalf, ToVoiceHalf } from './messages.ts';

/** Makes the parts of a conversation that differ between product and test. */
export type PartsFor = (
  message: Extract<ToVoiceHalf, { type: 'open' }>,
) => Pick<ConversationParts, 'clock' | 'makeRealtime' | 'makeVoice' | 'makeDecoder' | 'makeJudge'>;

/**
 * Runs conversations in this thread. Messages are copied on their way, as they would be by a worker thread, so that
 * nothing but plain data can cross.
 */
export class InProcessHost implements ConversationHost {
  readonly #partsFor: PartsFor;
  readonly #log: Logger;
  readonly #conversations = new Map<string, Conversation>();
  #listener: ((message: ToGatewayHalf) => void) | undefined;
  #whenEmpty: (() => void)[] = [];

  constructor(partsFor: PartsFor, log: Logger) {
    this.#partsFor = partsFor;
    this.#log = log;
  }

  /** How many conversations run. */
  get size(): number {
    return this.#conversations.size;
  }

  onMessage(listener: (message: ToGatewayHalf) => void): void {
    this.#listener = listener;
  }

  send(message: ToVoiceHalf): void {
    const copy = structuredClone(message);
    if (copy.type === 'open') this.#open(copy);
    // A message for a conversation that has just ended is late, not wrong.
    else this.#conversations.get(copy.conversationId)?.handle(copy);
  }

  async stop(): Promise<void> {
    for (const [conversationId, conversation] of [...this.#conversations]) {
      conversation.handle({ type: 'close', conversationId, reason: 'shutdown' });
    }
    if (this.#conversations.size === 0) return;
    await new Promise<void>((resolve) => this.#whenEmpty.push(resolve));
  }

  #open(message: Extract<ToVoiceHalf, { type: 'open' }>): void {
    const { conversationId, settings, people, history = [] } = message;
    if (this.#conversations.has(conversationId)) {
      this.#log.warn({ conversationId }, 'a conversation was opened twice');
      return;
    }
    const log = this.#log.child({ conversationId, guildId: settings.guildId });
    try {
      const conversation = new Conversation({
        ...this.#partsFor(message),
        conversationId,
        settings,
        people,
        history,
        log,
        emit: (emitted) => this.#tell(emitted),
      });
      this.#conversations.set(conversationId, conversation);
      conversation.start();
    } catch (thrown) {
      const { code, tellPerson, message: cause } = toParleyError(thrown);
      log.error({ code, cause }, 'a conversation could not be opened');
      this.#tell({
        type: 'ended',
        conversationId,
        reason: 'internal',
        trouble: { code, sentence: tellPerson },
      });
    }
  }

  #tell(message: ToGatewayHalf): void {
    this.#listener?.(structuredClone(message));
    if (message.type !== 'ended') return;
    this.#conversations.delete(message.conversationId);
    if (this.#conversations.size > 0) return;
    for (const resolve of this.#whenEmpty.splice(0)) resolve();
  }
}
