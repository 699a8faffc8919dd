import { getGroups } from '@discordjs/voice';
import { afterEach, describe, expect, it } from 'vitest';
import { encodeVoice } from '../../src/offline/discord/voice/opusVoice.ts';
import type { VoiceClient } from '../../src/offline/discord/voice/voiceClient.ts';
import { OpusFrameDecoder } from '../../src/voice/opusCodec.ts';
import {
  ANNA_ID,
  BERT_ID,
  BOT_ID,
  CHANNEL_ID,
  GUILD_ID,
  LinkWorld,
  OTHER_CHANNEL_ID,
  ToneSource,
  toneFrame,
  until,
} from './linkWorld.ts';

/** Speech-like sound of so many frames, PCM16 24 kHz mono. */
function pcm(frames: number, hz = 300): Int16Array {
  return Int16Array.from(Array.from({ length: frames }, (_, index) => [...toneFrame(index, hz)]).flat());
}

/** Packets that a listener heard from the bot and that hold sound. */
function voicedFrom(listener: VoiceClient, sinceMs = 0): number {
  return listener.heard.of(BOT_ID).filter(({ voiced, atMs }) => voiced && atMs >= sinceMs).length;
}

const OTHER_BOT_ID = '1098';
const LOW_HZ = 300;
const HIGH_HZ = 2000;

/** How often a frame crosses zero upward: tells a high tone from a low one. */
function crossings(frame: Int16Array): number {
  return frame.filter((sample, index) => sample >= 0 && (frame[index - 1] ?? 0) < 0).length;
}

let world: LinkWorld | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

async function joined(): Promise<{ here: LinkWorld; anna: VoiceClient }> {
  const { world: here, anna } = await LinkWorld.joined();
  world = here;
  return { here, anna };
}

describe('hearing', () => {
  it('delivers every packet with its RTP numbers, then the end of the transmission, once', async () => {
    const { here, anna } = await joined();
    const packets = encodeVoice(pcm(25));
    await anna.speakPackets(packets);
    await until('the end of the transmission', () => here.of('transmissionEnded').length > 0);

    const heard = here.of('packet').map(({ packet }) => packet);
    expect(heard.map(({ opus }) => Buffer.from(opus).toString('hex'))).toEqual(
      packets.map((packet) => packet.toString('hex')),
    );
    const [first] = heard;
    if (first === undefined) throw new Error('nothing heard');
    heard.forEach((packet, index) => {
      expect(packet.userId).toBe(ANNA_ID);
      expect(packet.ssrc).toBe(first.ssrc);
      expect(packet.sequence).toBe((first.sequence + index) & 0xffff);
      expect(packet.timestamp).toBe((first.timestamp + index * 960) >>> 0);
    });
    await anna.speakPackets(packets.slice(0, 5));
    await until('the second end', () => here.of('transmissionEnded').length === 2);
    expect(here.packetsFrom(ANNA_ID)).toBe(30);
    const order = here.events.map(({ type }) => type).filter((type) => type !== 'roundTrip');
    expect(order.indexOf('transmissionEnded')).toBe(order.lastIndexOf('ready') + 26);
  });

  it('says when a speaker is gone, and not of those who never spoke', async () => {
    const { here, anna } = await joined();
    const bert = await here.person(BERT_ID);
    await bert.untilEncryptedWith([ANNA_ID, BOT_ID]);
    await anna.speak(pcm(5));
    await until('the end', () => here.of('transmissionEnded').length > 0);
    await bert.close();
    await anna.close();
    await until('speakerGone', () => here.of('speakerGone').length > 0);
    expect(here.of('speakerGone')).toEqual([{ type: 'speakerGone', userId: ANNA_ID }]);
  });

  it('keeps two speakers apart', async () => {
    const { here, anna } = await joined();
    const bert = await here.person(BERT_ID);
    await bert.untilEncryptedWith([ANNA_ID, BOT_ID]);
    await Promise.all([anna.speak(pcm(20)), bert.speak(pcm(20, 700))]);
    await until('both ends', () => here.of('transmissionEnded').length === 2);
    expect([here.packetsFrom(ANNA_ID), here.packetsFrom(BERT_ID)]).toEqual([20, 20]);
    const decoder = new OpusFrameDecoder();
    for (const { packet } of here.of('packet')) expect(decoder.decode(packet.opus)?.length).toBe(480);
  });
});

describe('speaking', () => {
  it('plays an answer whole, says of each frame when it left, and five silence frames follow', async () => {
    const { here, anna } = await joined();
    const source = new ToneSource(40);
    here.link.play(source);
    await until('finished', () => source.finishedTimes > 0);
    await until('the silence', () => anna.heard.of(BOT_ID).filter(({ silence }) => silence).length >= 5);
    await anna.untilQuiet(BOT_ID, 200);
    expect(source.leftTags).toEqual(Array.from({ length: 40 }, (_, index) => index));
    expect(voicedFrom(anna)).toBe(40);
    expect(anna.heard.of(BOT_ID).map(({ silence }) => silence)).toEqual([
      ...Array.from({ length: 40 }, () => false),
      ...Array.from({ length: 5 }, () => true),
    ]);
    expect(source.finishedTimes).toBe(1);
  });

  it('pulls no frame before the one before it has left', async () => {
    const { here } = await joined();
    let furthest = 0;
    const source = new (class extends ToneSource {
      override pull() {
        const frame = super.pull();
        furthest = Math.max(furthest, this.pulled - this.leftTags.length);
        return frame;
      }
    })(30);
    here.link.play(source);
    await until('finished', () => source.finishedTimes > 0);
    expect(furthest).toBe(1);
  });

  it('falls silent at a cut: what was heard is what was said to have left, and the rest was never sent', async () => {
    const { here, anna } = await joined();
    const source = new ToneSource(500);
    here.link.play(source);
    await until('some sound', () => source.leftTags.length >= 10);
    here.link.cut();
    const leftAtCut = source.leftTags.length;
    expect(source.finishedTimes).toBe(1);
    await until('the silence', () => anna.heard.of(BOT_ID).filter(({ silence }) => silence).length >= 5);
    expect(voicedFrom(anna)).toBe(leftAtCut);
    expect(source.leftTags.length).toBe(leftAtCut);
    expect(anna.heard.of(BOT_ID).at(-1)?.silence).toBe(true);
  });

  it.each(['straight over the first', 'after a cut', 'in the silence after a cut'] as const)(
    'begins the next answer with its own first frame: %s',
    async (when) => {
      const { here, anna } = await joined();
      const first = new ToneSource(500, LOW_HZ);
      here.link.play(first);
      await until('some sound', () => first.leftTags.length >= 6);
      const second = new ToneSource(12, HIGH_HZ);
      if (when !== 'straight over the first') here.link.cut();
      if (when === 'in the silence after a cut') {
        await until('silence', () => anna.heard.of(BOT_ID).some(({ silence }) => silence));
      }
      here.link.play(second);
      expect(first.finishedTimes).toBe(1);
      await until('finished', () => second.finishedTimes > 0);
      await until('the sound', () => voicedFrom(anna) === first.leftTags.length + second.leftTags.length);
      const high = anna.heard
        .of(BOT_ID)
        .filter(({ voiced }) => voiced)
        .map(({ frame }) => crossings(frame ?? new Int16Array()) > (2 * LOW_HZ) / 50);
      expect(high).toEqual([...first.leftTags.map(() => false), ...second.leftTags.map(() => true)]);
      expect(second.leftTags.length).toBe(12);
    },
  );

  it('plays a cue when nothing else plays, and an answer cuts it', async () => {
    const { here, anna } = await joined();
    await here.link.playCue('joined');
    expect(voicedFrom(anna)).toBeGreaterThan(15);
    const source = new ToneSource(20);
    here.link.play(source);
    await here.link.playCue('left');
    expect(source.finishedTimes).toBe(0);
    await until('finished', () => source.finishedTimes > 0);
    const cue = here.link.playCue('thinking');
    await until('the cue', () => anna.heard.of(BOT_ID).length > 60);
    here.link.play(new ToneSource(3));
    await cue;
  });

  it('an empty answer is over at once', async () => {
    const { here } = await joined();
    const source = new ToneSource(0);
    here.link.play(source);
    await until('finished', () => source.finishedTimes > 0);
    expect(source.finishedTimes).toBe(1);
  });

  it('an answer whose source fails ends, and the next one plays', async () => {
    const { here, anna } = await joined();
    const broken = new (class extends ToneSource {
      override pull() {
        if (this.pulled === 5) throw new Error('no more');
        return super.pull();
      }
    })(20);
    here.link.play(broken);
    await until('finished', () => broken.finishedTimes > 0);
    const source = new ToneSource(10);
    here.link.play(source);
    await until('finished', () => source.finishedTimes > 0);
    expect(broken.finishedTimes).toBe(1);
    expect(source.leftTags.length).toBe(10);
    await until('the sound', () => voicedFrom(anna) >= 14);
  });
});

describe('coming and going', () => {
  it('leaves nothing behind, in the library or outside', async () => {
    const { here, anna } = await joined();
    const count = (kind: string) => process.getActiveResourcesInfo().filter((name) => name === kind).length;
    const udpBefore = count('UDPWrap');
    here.link.play(new ToneSource(500));
    await until('sound', () => voicedFrom(anna) > 3);
    const eventsBefore = here.events.length;
    here.link.destroy();
    here.link.destroy();
    await until('the bot to be gone', () => !here.server.userIdsIn(GUILD_ID, CHANNEL_ID).includes(BOT_ID));
    await until('its UDP socket to be gone', () => count('UDPWrap') === udpBefore - 1);
    expect(here.asked.at(-1)).toBeNull();
    expect(here.events.length).toBe(eventsBefore);
    expect(here.codecs.usage.lentEncoders).toBe(0);
    expect([...getGroups().keys()]).toEqual(['default']);
    const late = new ToneSource(5);
    here.link.play(late);
    expect(late.finishedTimes).toBe(1);
    await here.link.playCue('left');
  });

  it('links of one process do not meet: each its own connection, one leaves, the other stays', async () => {
    const { here, anna } = await joined();
    const other = LinkWorld.beside(here, OTHER_BOT_ID);
    const bert = await other.person(BERT_ID, OTHER_CHANNEL_ID);
    await other.link.join();
    const source = new ToneSource(60);
    const otherSource = new ToneSource(60);
    here.link.play(source);
    other.link.play(otherSource);
    await until('both', () => source.leftTags.length > 5 && otherSource.leftTags.length > 5);
    await other.close();
    await until('finished', () => source.finishedTimes > 0);
    expect(otherSource.finishedTimes).toBe(1);
    expect(source.leftTags.length).toBe(60);
    await until('the last of it', () => voicedFrom(anna) === 60);
    expect(bert.heard.of(OTHER_BOT_ID).length).toBeGreaterThan(3);
    expect(otherSource.leftTags.length).toBeLessThan(60);
    // One cycle plays for all: had leaving started a second one, frames would leave at double speed.
    const tookMs = (source.leftAtMs.at(-1) ?? 0) - (source.leftAtMs[0] ?? 0);
    expect(tookMs).toBeGreaterThan(59 * 20 - 60);
  });
});
