import { FRAME_BYTES, FRAME_MS, FRAME_SAMPLES } from '../../src/audio/format.ts';
import { bytesFromSamples } from '../../src/audio/pcm.ts';
import type { FrameDecoder } from '../../src/audio/speakerTrack.ts';
import { SystemClock } from '../../src/clock.ts';
import { Conversation } from '../../src/conversation/conversation.ts';
import type { ConversationSettings, ToGatewayHalf } from '../../src/host/messages.ts';
import { silentLogger } from '../../src/observe/logger.ts';
import { LocalRealtime } from '../../src/offline/realtime/localRealtime.ts';
import type { RealtimeSession as LocalSession } from '../../src/offline/realtime/realtimeSession.ts';
import type { Speech } from '../../src/offline/speech/speech.ts';
import { RealtimeSession } from '../../src/realtime/realtimeSession.ts';
import { RollingSession } from '../../src/realtime/rollingSession.ts';
import type { SessionEvent } from '../../src/realtime/sessionEvents.ts';
import { ManualClock } from '../manualClock.ts';
import { conversationSettings } from './conversationSettings.ts';
import { ScriptedVoice } from './scriptedVoice.ts';
import { BOT, MIA, TOM } from './stage.ts';
import { valueJudge } from './valueJudge.ts';

/** A packet that holds its frame as it is. */
function plainDecoder(): FrameDecoder {
  return {
    decode: (opus) => new Int16Array(opus.slice().buffer, 0, FRAME_SAMPLES),
    conceal: () => undefined,
    release: () => {},
  };
}

export interface ModelRoomOptions {
  speech: Speech;
  detection?: ConversationSettings['model']['turnDetection'];
  transcribed?: boolean;
  turnMode?: ConversationSettings['turnMode'];
  /** As `REALTIME_SESSION_MINUTES`. */
  limitMs?: number;
}

/**
 * A conversation whose turns the model decides, over real sockets to the local Realtime server. People's time is a manual clock, the
 * sessions' is the machine's.
 */
export class ModelRoom {
  readonly local: LocalRealtime;
  readonly clock = new ManualClock();
  readonly told: ToGatewayHalf[] = [];
  readonly conversation: Conversation;
  readonly voice: ScriptedVoice;
  readonly #events: SessionEvent[] = [];
  readonly #waiters = new Set<() => void>();
  readonly #sequences = new Map<string, number>();

  private constructor(local: LocalRealtime, options: ModelRoomOptions) {
    this.local = local;
    const base = conversationSettings(options.turnMode ?? 'full-duplex');
    const model = {
      ...base.model,
      url: local.url,
      model: 'gpt-realtime-2.1',
      transcriptionModel: options.transcribed === false ? undefined : 'gpt-transcribe',
      turnDetection: options.detection ?? base.model.turnDetection,
    };
    let voice: ScriptedVoice | undefined;
    this.conversation = new Conversation({
      conversationId: 'c1',
      settings: { ...base, model },
      people: [MIA, TOM, BOT],
      clock: this.clock,
      log: silentLogger(),
      makeRealtime: (onEvent, rest) => this.#makeRealtime(onEvent, rest, model, options.limitMs),
      makeVoice: (onEvent) => {
        voice = new ScriptedVoice(onEvent);
        return voice;
      },
      makeDecoder: plainDecoder,
      makeJudge: () => valueJudge(),
      emit: (message) => this.told.push(message),
    });
    if (voice === undefined) throw new Error('the conversation made no voice edge');
    this.voice = voice;
  }

  /** Resolves when the bot listens. */
  static async open(options: ModelRoomOptions): Promise<ModelRoom> {
    const room = new ModelRoom(await LocalRealtime.start({ speech: options.speech }), options);
    room.conversation.start();
    room.voice.tell({ type: 'ready', channelId: 'v1' });
    await room.nth('ready', 1);
    return room;
  }

  /** What the sessions told, oldest first. */
  all<Type extends SessionEvent['type']>(type: Type): Extract<SessionEvent, { type: Type }>[] {
    return this.#events.filter(
      (event): event is Extract<SessionEvent, { type: Type }> => event.type === type,
    );
  }

  /** Resolves when the sessions have told this for the n-th time. */
  nth(type: SessionEvent['type'], count: number): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (this.all(type).length < count) return;
        this.#waiters.delete(look);
        resolve();
      };
      this.#waiters.add(look);
      look();
    });
  }

  /** Somebody says this sound, without an end of the transmission. */
  speak(pcm: Int16Array, userId = 'mia'): void {
    for (let start = 0; start + FRAME_SAMPLES <= pcm.length; start += FRAME_SAMPLES) {
      const sequence = (this.#sequences.get(userId) ?? 0) + 1;
      this.#sequences.set(userId, sequence);
      this.clock.advance(FRAME_MS);
      const opus = bytesFromSamples(pcm.slice(start, start + FRAME_SAMPLES));
      if (opus.length !== FRAME_BYTES) throw new Error('a packet holds one frame');
      const packet = { userId, opus, ssrc: userId.length, sequence, timestamp: sequence * 960 };
      this.voice.tell({ type: 'packet', packet });
    }
  }

  /** They stop, and so much time passes. */
  fallSilent(ms: number, userId = 'mia'): void {
    this.voice.tell({ type: 'transmissionEnded', userId });
    this.clock.advance(ms);
  }

  /** What people said as a session has understood it, in its order. */
  heardBy(session: LocalSession): string[] {
    return session.items
      .filter(({ role }) => role === 'user')
      .flatMap(({ content }) => content.map((part) => part.transcript ?? part.text ?? ''));
  }

  /** What people were told that went wrong, without the loss itself. */
  get troubles(): string[] {
    return this.told.flatMap((message) =>
      message.type === 'trouble' && message.trouble.code !== 'model_session_lost'
        ? [message.trouble.sentence]
        : [],
    );
  }

  async close(): Promise<void> {
    this.conversation.handle({ type: 'close', conversationId: 'c1', reason: 'leftByCommand' });
    await this.local.stop();
  }

  #makeRealtime(
    onEvent: (event: SessionEvent) => void,
    rest: ConstructorParameters<typeof RollingSession>[0]['rest'],
    settings: ConstructorParameters<typeof RealtimeSession>[0]['settings'],
    limitMs: number | undefined,
  ): RollingSession {
    const clock = new SystemClock();
    const log = silentLogger();
    return new RollingSession({
      model: settings.model,
      make: (model, own) =>
        new RealtimeSession({ settings: { ...settings, model }, ...own, clock, log, random: () => 0 }),
      onEvent: (event) => {
        onEvent(event);
        this.#events.push(event);
        for (const look of [...this.#waiters]) look();
      },
      rest,
      limitMs,
      clock,
      log,
    });
  }
}
