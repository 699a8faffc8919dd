import type { ConversationHost, ToGatewayHalf, ToVoiceHalf } from '../../src/host/messages.ts';

type OfType<Message extends { type: string }, Type extends Message['type']> = Extract<
  Message,
  { type: Type }
>;

/** Without the conversation's id, which the script fills in. */
type Told<Message> = Message extends { conversationId: string } ? Omit<Message, 'conversationId'> : never;

/** Long enough for a real socket on a busy machine; a test that waits so long has failed. */
const PATIENCE_MS = 15_000;

/** Told by Discord whether a test cares or not. */
type Noise = 'voiceStateUpdate' | 'voiceServerUpdate' | 'people' | 'hearing' | 'gateway';

/**
 * The voice half as a test plays it. Every message of the bot must be awaited by {@link next}, in order; one of another
 * type, or one left over at the end, fails the test. What Discord tells anyhow is noise until a test asks for it.
 */
export class ScriptedHost implements ConversationHost {
  readonly #waiting: ToVoiceHalf[] = [];
  readonly #noise: Extract<ToVoiceHalf, { type: Noise }>[] = [];
  #listener: ((message: ToGatewayHalf) => void) | undefined;
  #wake: (() => void) | undefined;
  /** Called with each message before anything else: a voice half in the same thread may answer at once. */
  onSend: ((message: ToVoiceHalf) => void) | undefined;

  send(message: ToVoiceHalf): void {
    // Fails on anything that could not cross a thread.
    const copy = structuredClone(message);
    if (isNoise(copy)) this.#noise.push(copy);
    else this.#waiting.push(copy);
    this.onSend?.(copy);
    this.#wake?.();
  }

  onMessage(listener: (message: ToGatewayHalf) => void): void {
    this.#listener = listener;
  }

  stop(): Promise<void> {
    throw new Error('the host is not the bot’s to stop');
  }

  /** The bot's next message, which must be of this type. */
  async next<Type extends Exclude<ToVoiceHalf['type'], Noise>>(
    type: Type,
  ): Promise<OfType<ToVoiceHalf, Type>> {
    const message = await this.#until(`a message "${type}"`, () => this.#waiting.shift());
    if (isOfType(message, type)) return message;
    throw new Error(`expected "${type}", but the bot sent ${JSON.stringify(message)}`);
  }

  /** The first of what Discord told that satisfies the predicate, sent or still to come. */
  noise<Type extends Noise>(
    type: Type,
    predicate: (message: OfType<ToVoiceHalf, Type>) => boolean = () => true,
  ): Promise<OfType<ToVoiceHalf, Type>> {
    const matches = (message: ToVoiceHalf): message is OfType<ToVoiceHalf, Type> =>
      isOfType(message, type) && predicate(message);
    return this.#until(`"${type}" with what was asked`, () => this.#noise.find(matches));
  }

  /** How often Discord's news of this type reached the voice half. */
  count(type: Noise): number {
    return this.#noise.filter((message) => message.type === type).length;
  }

  /** A conversation to speak for. */
  as(conversationId: string): ScriptedConversation {
    return {
      conversationId,
      tell: (message) => {
        if (this.#listener === undefined) throw new Error('nobody listens to the host');
        const whole: unknown = { ...message, conversationId };
        this.#listener(structuredClone(whole as ToGatewayHalf));
      },
    };
  }

  /** Waits for the bot to open a conversation, and speaks for it. */
  async opened(): Promise<ScriptedConversation & { open: OfType<ToVoiceHalf, 'open'> }> {
    const open = await this.next('open');
    return { ...this.as(open.conversationId), open };
  }

  /** Throws when the bot sent something that no test asked for. */
  verify(): void {
    if (this.#waiting.length > 0) throw new Error(`nobody expected ${JSON.stringify(this.#waiting)}`);
  }

  async #until<Found>(what: string, look: () => Found | undefined): Promise<Found> {
    const deadlineMs = performance.now() + PATIENCE_MS;
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new Error(`the bot did not send ${what}`)),
          Math.max(0, deadlineMs - performance.now()),
        );
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
}

/** One conversation of the voice half, played by a test. */
export interface ScriptedConversation {
  readonly conversationId: string;
  tell(message: Told<ToGatewayHalf>): void;
}

function isOfType<Type extends ToVoiceHalf['type']>(
  message: ToVoiceHalf,
  type: Type,
): message is OfType<ToVoiceHalf, Type> {
  return message.type === type;
}

function isNoise(message: ToVoiceHalf): message is Extract<ToVoiceHalf, { type: Noise }> {
  return (
    message.type === 'voiceStateUpdate' ||
    message.type === 'voiceServerUpdate' ||
    message.type === 'people' ||
    message.type === 'hearing' ||
    message.type === 'gateway'
  );
}
