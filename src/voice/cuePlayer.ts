import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import prism from 'prism-media';
import type { Logger } from '../observe/logger.ts';
import { packetDurationMs } from './opusPacket.ts';
import { packageRoot } from './packageRoot.ts';
import type { CueName } from './voiceEvents.ts';
import type { VoicePlayer } from './voicePlayer.ts';

/** Takes the Opus packets out of an Ogg Opus file (RFC 7845). What is no Opus packet is left out. */
export async function demuxOggOpus(file: Buffer): Promise<Buffer[]> {
  const demuxer = new prism.opus.OggDemuxer();
  const packets: Buffer[] = [];
  demuxer.end(file);
  for await (const packet of demuxer) {
    if (packet instanceof Buffer && packetDurationMs(packet) !== undefined) packets.push(packet);
  }
  return packets;
}

/** The packets of one of Parley's sound cues. */
export async function loadCue(name: CueName): Promise<Buffer[]> {
  return demuxOggOpus(await readFile(join(packageRoot(), 'assets', `${name}.ogg`)));
}

/** Plays cues when nothing else plays. An answer that begins cuts them. */
export class CuePlayer {
  readonly #player: VoicePlayer;
  readonly #log: Logger;
  readonly #loaded = new Map<CueName, Promise<Buffer[]>>();

  constructor(player: VoicePlayer, log: Logger) {
    this.#player = player;
    this.#log = log;
  }

  /** Resolves when the cue is over, cut or skipped. A cue that cannot be read is skipped, too: it is no reason to fail. */
  async play(name: CueName): Promise<void> {
    let packets: Buffer[];
    try {
      packets = await this.#load(name);
    } catch (error) {
      this.#log.warn({ err: error, cue: name }, 'a cue cannot be read');
      return;
    }
    if (this.#player.isPlaying) return;
    await new Promise<void>((resolve) => {
      const rest = [...packets];
      this.#player.playPackets({
        next: () => {
          const opus = rest.shift();
          return opus === undefined ? null : { opus, left: () => undefined };
        },
        get isOver() {
          return rest.length === 0;
        },
        finished: resolve,
      });
    });
  }

  #load(name: CueName): Promise<Buffer[]> {
    let loading = this.#loaded.get(name);
    if (loading === undefined) {
      loading = loadCue(name);
      this.#loaded.set(name, loading);
      loading.catch(() => this.#loaded.delete(name));
    }
    return loading;
  }
}
