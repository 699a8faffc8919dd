import { describe, expect, it } from 'vitest';
import { firstVoicedPacket } from '../../bench/sound/firstVoicedPacket.ts';
import { encodeVoice } from '../../src/offline/discord/voice/opusVoice.ts';
import { joinSounds, silence } from '../../src/offline/speech/soundSource.ts';
import { synthesize } from '../../src/offline/speech/synthesize.ts';

describe('the first packet of a voice', () => {
  it('is where the voice is, and not where the transmission begins', async () => {
    const word = await synthesize('No, no.', { voice: 'awb' });
    const first = await firstVoicedPacket(encodeVoice(word));
    const later = await firstVoicedPacket(encodeVoice(joinSounds(silence(200), word)));
    expect(first).toBeLessThan(5);
    expect(Math.abs(later - first - 10)).toBeLessThanOrEqual(1);
  });

  it('is not to be found in silence', async () => {
    await expect(firstVoicedPacket(encodeVoice(silence(200)))).rejects.toThrow(RangeError);
  });
});
