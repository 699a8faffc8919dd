import { FRAME_MS, FRAME_SAMPLES } from '../../src/audio/format.ts';
import { encodeVoice } from '../../src/offline/discord/voice/opusVoice.ts';
import { joinSounds, whiteNoise } from '../../src/offline/speech/soundSource.ts';
import type { SpokenPart } from '../world/peopleCalls.ts';
import { loudFrames } from './trimQuiet.ts';

/** What a person's client does when the person falls silent: ends the transmission after a hang-over, or never. */
export type Microphone = 'endMarks' | 'open';

/** Something to say, and where in its packets the parts lie (numbers of packets, silence frames not counted). */
export interface PausedSpeech {
  parts: SpokenPart[];
  firstEnds: number;
  lastEnds: number;
}

/** Discord's clients go on for about so long after a voice. */
const HANG_OVER_MS = 200;
/** An open microphone stays open until the answer is there. */
const OPEN_TAIL_MS = 1500;
/** About -65 dBFS: a quiet room. */
const ROOM_LEVEL = 0.001;

/** Two pieces of speech (whole frames) with a pause between them, as a microphone sends them. */
export function pausedSpeech(
  first: Int16Array,
  second: Int16Array,
  pauseMs: number,
  microphone: Microphone,
): PausedSpeech {
  const marked = microphone === 'endMarks' && pauseMs > HANG_OVER_MS;
  const pauseSentMs = marked ? HANG_OVER_MS : pauseMs;
  const tail = room(microphone === 'open' ? OPEN_TAIL_MS : HANG_OVER_MS);
  const firstEnds = first.length / FRAME_SAMPLES;
  const lastEnds = firstEnds + pauseSentMs / FRAME_MS + second.length / FRAME_SAMPLES;
  const [one, other] = [joinSounds(first, room(pauseSentMs)), joinSounds(second, tail)];
  const parts = marked
    ? [
        { packets: encodeVoice(one), afterMs: 0 },
        { packets: encodeVoice(other), afterMs: pauseMs - HANG_OVER_MS },
      ]
    : [{ packets: encodeVoice(joinSounds(one, other)), afterMs: 0 }];
  return { parts, firstEnds, lastEnds };
}

/** Speech (whole frames, loud at its end) with the pauses it has, as a microphone sends it. */
export function naturalSpeech(speech: Int16Array, microphone: Microphone): PausedSpeech {
  if (microphone === 'open') {
    const packets = encodeVoice(joinSounds(speech, room(OPEN_TAIL_MS)));
    return { parts: [{ packets, afterMs: 0 }], firstEnds: 1, lastEnds: speech.length / FRAME_SAMPLES };
  }
  const packets = encodeVoice(speech);
  const loud = loudFrames(speech);
  const hangOver = HANG_OVER_MS / FRAME_MS;
  const parts: { packets: Buffer[]; afterMs: number }[] = [];
  let quiet = hangOver;
  let silentMs = 0;
  for (const [index, packet] of packets.entries()) {
    quiet = loud[index] === true ? 0 : quiet + 1;
    if (quiet > hangOver) {
      silentMs += FRAME_MS;
      continue;
    }
    const last = parts.at(-1);
    if (last === undefined || silentMs > 0) parts.push({ packets: [packet], afterMs: last ? silentMs : 0 });
    else last.packets.push(packet);
    silentMs = 0;
  }
  const lastEnds = parts.reduce((sum, part) => sum + part.packets.length, 0);
  return { parts, firstEnds: 1, lastEnds };
}

function room(durationMs: number): Int16Array {
  return whiteNoise(durationMs, ROOM_LEVEL);
}
