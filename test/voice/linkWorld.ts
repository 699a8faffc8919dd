import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { FRAME_SAMPLES, type Frame, SAMPLE_RATE_HZ } from '../../src/audio/format.ts';
import { type Clock, SystemClock } from '../../src/clock.ts';
import { silentLogger } from '../../src/observe/logger.ts';
import { VoiceClient } from '../../src/offline/discord/voice/voiceClient.ts';
import { VoiceServer, type VoiceServerOptions } from '../../src/offline/discord/voice/voiceServer.ts';
import { CodecPool } from '../../src/voice/codecPool.ts';
import type { FrameSource, OutgoingFrame, VoiceEvent } from '../../src/voice/voiceEvents.ts';
import { VoiceLink } from '../../src/voice/voiceLink.ts';
import { trustAuthority } from './trustAuthority.ts';

export const GUILD_ID = '3000000000000000001';
export const CHANNEL_ID = '2000000000000000001';
export const OTHER_CHANNEL_ID = '2000000000000000002';
export const BOT_ID = '1099';
export const ANNA_ID = '1001';
export const BERT_ID = '1002';
export const BOT = { guildId: GUILD_ID, userId: BOT_ID };

const LIMIT_MS = 15_000;
const LOOK_EVERY_MS = 5;

const op4 = z.object({ op: z.literal(4), d: z.object({ channel_id: z.string().nullable() }) });

/** Waits until `value` answers something, with a generous limit. */
export async function until<T>(
  what: string,
  value: () => T | undefined | false,
  limitMs = LIMIT_MS,
): Promise<T> {
  const endMs = performance.now() + limitMs;
  for (;;) {
    const found = value();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > endMs) throw new Error(`waited in vain for ${what}`);
    await delay(LOOK_EVERY_MS);
  }
}

/** A frame of a plain tone, continuous from frame to frame. */
export function toneFrame(index: number, hz = 300, amplitude = 9000): Frame {
  return Int16Array.from({ length: FRAME_SAMPLES }, (_, sample) =>
    Math.round(amplitude * Math.sin((2 * Math.PI * hz * (index * FRAME_SAMPLES + sample)) / SAMPLE_RATE_HZ)),
  );
}

/** An answer of so many tone frames that keeps what it was told. */
export class ToneSource implements FrameSource<number> {
  readonly leftTags: number[] = [];
  readonly leftAtMs: number[] = [];
  pulled = 0;
  finishedTimes = 0;
  finishedAtMs = 0;
  readonly #frames: number;
  readonly #hz: number;

  constructor(frames: number, hz = 300) {
    this.#frames = frames;
    this.#hz = hz;
  }

  pull(): OutgoingFrame<number> | null {
    if (this.pulled >= this.#frames) return null;
    const tag = this.pulled++;
    return { samples: toneFrame(tag, this.#hz), tag };
  }

  get isOver(): boolean {
    return this.pulled >= this.#frames;
  }

  left(tag: number): void {
    this.leftTags.push(tag);
    this.leftAtMs.push(performance.now());
  }

  finished(): void {
    this.finishedTimes += 1;
    this.finishedAtMs = performance.now();
  }
}

/** The machine's clock, so many times faster: watchdogs bark sooner. */
export class HurriedClock implements Clock {
  readonly #real = new SystemClock();
  readonly #factor: number;

  constructor(factor: number) {
    this.#factor = factor;
  }

  nowMs(): number {
    return this.#real.nowMs() * this.#factor;
  }

  after(delayMs: number, callback: () => void): () => void {
    return this.#real.after(delayMs / this.#factor, callback);
  }

  every(periodMs: number, callback: () => void): () => void {
    return this.#real.every(periodMs / this.#factor, callback);
  }
}

/** A voice server, a link that joins it through a hand-made gateway, and people. */
export class LinkWorld {
  readonly server: VoiceServer;
  readonly link: VoiceLink;
  readonly codecs = new CodecPool();
  readonly events: VoiceEvent[] = [];
  /** Channels the link asked for by op 4; null is leaving. */
  readonly asked: (string | null)[] = [];
  /** Does the gateway take payloads, answer with a voice state, answer with a voice server? */
  gateway = { takes: true, givesState: true, givesServer: true };
  readonly #people: VoiceClient[] = [];
  readonly #distrust: () => void;
  readonly #place: { botId: string; channelId: string };
  #sessions = 0;

  private constructor(server: VoiceServer, clock: Clock, place: { botId: string; channelId: string }) {
    this.server = server;
    this.#place = place;
    this.#distrust = trustAuthority(server.caPem);
    this.link = new VoiceLink({
      guildId: GUILD_ID,
      channelId: place.channelId,
      botUserId: place.botId,
      gateway: { send: (payload) => this.#onPayload(payload) },
      onEvent: (event) => this.events.push(event),
      clock,
      log: silentLogger(),
      codecs: this.codecs,
    });
    this.link.allow([ANNA_ID, BERT_ID]);
  }

  static async open(options: VoiceServerOptions = {}, clock: Clock = new SystemClock()): Promise<LinkWorld> {
    return new LinkWorld(await VoiceServer.start(options), clock, { botId: BOT_ID, channelId: CHANNEL_ID });
  }

  /** Another bot in another channel of the same voice server, to be closed before the first. */
  static beside(world: LinkWorld, botId: string): LinkWorld {
    return new LinkWorld(world.server, new SystemClock(), { botId, channelId: OTHER_CHANNEL_ID });
  }

  /** A world in which Anna is in the channel, and the link has joined her. */
  static async joined(
    options: VoiceServerOptions = {},
    clock: Clock = new SystemClock(),
  ): Promise<{ world: LinkWorld; link: VoiceLink; anna: VoiceClient }> {
    const world = await LinkWorld.open(options, clock);
    const anna = await world.person(ANNA_ID);
    await world.link.join();
    await anna.untilEncryptedWith([BOT_ID]);
    return { world, link: world.link, anna };
  }

  async person(userId: string, channelId = CHANNEL_ID): Promise<VoiceClient> {
    const ticket = { guildId: GUILD_ID, channelId, userId, sessionId: `session-${userId}` };
    const token = this.server.admit(ticket);
    const { endpoint, caPem } = this.server;
    const client = await VoiceClient.connect({ endpoint, caPem, token, ...ticket });
    this.#people.push(client);
    return client;
  }

  of<Type extends VoiceEvent['type']>(type: Type): Extract<VoiceEvent, { type: Type }>[] {
    return this.events.filter((event): event is Extract<VoiceEvent, { type: Type }> => event.type === type);
  }

  packetsFrom(userId: string): number {
    return this.of('packet').filter(({ packet }) => packet.userId === userId).length;
  }

  /** What Discord's gateway says when the bot is (again) in a channel. */
  announceChannel(channelId: string | null): void {
    this.link.onVoiceStateUpdate({
      guild_id: GUILD_ID,
      channel_id: channelId,
      user_id: this.#place.botId,
      session_id: `session-bot-${this.#sessions}`,
    });
  }

  announceServer(channelId: string, gives = { givesState: true, givesServer: true }): void {
    this.#sessions += 1;
    const sessionId = `session-bot-${this.#sessions}`;
    const token = this.server.admit({ guildId: GUILD_ID, userId: this.#place.botId, channelId, sessionId });
    if (gives.givesState) this.announceChannel(channelId);
    if (!gives.givesServer) return;
    this.link.onVoiceServerUpdate({ guild_id: GUILD_ID, endpoint: this.server.endpoint, token });
  }

  async close(): Promise<void> {
    this.link.destroy();
    await Promise.all(this.#people.map((person) => person.close()));
    if (this.#place.botId === BOT_ID) await this.server.stop();
    this.#distrust();
  }

  #onPayload(payload: unknown): boolean {
    const { channel_id: channelId } = op4.parse(payload).d;
    this.asked.push(channelId);
    const { takes, givesState, givesServer } = this.gateway;
    if (!takes) return false;
    setImmediate(() => {
      if (channelId !== null) {
        this.announceServer(channelId, { givesState, givesServer });
        return;
      }
      this.server.dismiss(GUILD_ID, this.#place.botId, 4014);
      this.announceChannel(null);
    });
    return true;
  }
}
