import { describe, expect, test } from 'vitest';
import { isSilencePacket } from '../../../../src/audio/format.ts';
import { Microphone, type SpokenUtterance } from '../../../../src/offline/discord/voice/microphone.ts';

const word = (letter: string, length: number): Buffer[] => Array.from({ length }, () => Buffer.from(letter));

/** What is sent on the next beats: letters of ready-made packets, `.` for silence, `~` for anything encoded, `_` for nothing. */
function beats(microphone: Microphone, count: number, fromMs = 0): string {
  return Array.from({ length: count }, (_, index) => {
    const next = microphone.next(fromMs + index * 20);
    if (next === undefined) return '_';
    if (isSilencePacket(next.packet)) return next.endsTransmission ? '!' : '.';
    return next.packet.length === 1 ? Buffer.from(next.packet).toString() : '~';
  }).join('');
}

describe('a microphone', () => {
  test('says its words, five silence frames, and then nothing', async () => {
    const microphone = new Microphone('mono24k');
    const done = microphone.speakPackets(word('a', 3));
    expect(beats(microphone, 10, 1000)).toBe('aaa....!__');
    expect(await done).toEqual({ firstPacketMs: 1000, lastPacketMs: 1040, packets: 3, cut: false });
    expect(microphone.active).toBe(false);
  });

  test('goes on without a gap when more was asked for meanwhile', async () => {
    const microphone = new Microphone('mono24k');
    const done = [microphone.speakPackets(word('a', 2)), microphone.speakPackets(word('b', 2))];
    expect(beats(microphone, 10)).toBe('aabb....!_');
    expect((await Promise.all(done)).map(({ packets }) => packets)).toEqual([2, 2]);
  });

  test('can be cut in the middle of a word, with an end mark and without', async () => {
    for (const [endMark, rest] of [
      [true, '....!_'],
      [false, '______'],
    ] as const) {
      const microphone = new Microphone('mono24k');
      const done = [microphone.speakPackets(word('a', 5)), microphone.speakPackets(word('b', 5))];
      expect(beats(microphone, 2)).toBe('aa');
      microphone.cut(endMark);
      expect(beats(microphone, 6)).toBe(rest);
      const spoken: SpokenUtterance[] = await Promise.all(done);
      expect(spoken.map(({ packets, cut }) => [packets, cut])).toEqual([
        [2, true],
        [0, true],
      ]);
    }
  });

  test('left open it sends noise around the words and no end mark', () => {
    const microphone = new Microphone('mono24k');
    microphone.open(-60);
    void microphone.speakPackets(word('a', 2));
    expect(beats(microphone, 6)).toBe('aa~~~~');
    microphone.close(true);
    expect(beats(microphone, 6)).toBe('....!_');
  });

  test('an utterance without an end mark just stops', () => {
    const microphone = new Microphone('mono24k');
    void microphone.speakPackets(word('a', 2), { endMark: false });
    expect(beats(microphone, 4)).toBe('aa__');
  });

  test('encodes PCM frame by frame, the last one filled up', async () => {
    for (const format of ['mono24k', 'stereo48k'] as const) {
      const microphone = new Microphone(format);
      const done = microphone.speak(new Int16Array(481).fill(900));
      expect(beats(microphone, 8)).toBe('~~....!_');
      expect((await done).packets).toBe(2);
    }
  });
});
