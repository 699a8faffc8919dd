import { afterEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../src/clock.ts';
import type { VoiceClient } from '../../src/offline/discord/voice/voiceClient.ts';
import type { DaveNonsense } from '../../src/offline/discord/voice/voiceFaults.ts';
import type { VoiceServerOptions } from '../../src/offline/discord/voice/voiceServer.ts';
import {
  ANNA_ID,
  BERT_ID,
  BOT,
  BOT_ID,
  HurriedClock,
  LinkWorld,
  ToneSource,
  toneFrame,
  until,
} from './linkWorld.ts';

const HURRY = 10;
const MAX_TRIES = 50;

function pcm(frames: number): Int16Array {
  return Int16Array.from(Array.from({ length: frames }, (_, index) => [...toneFrame(index)]).flat());
}

let world: LinkWorld | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

async function joined(
  options: VoiceServerOptions = {},
  clock?: Clock,
): Promise<{ here: LinkWorld; anna: VoiceClient }> {
  const { world: here, anna } = await LinkWorld.joined(options, clock);
  world = here;
  return { here, anna };
}

/** Both ways work: Anna is heard whole, and hears an answer. */
async function stillWorks(here: LinkWorld, anna: VoiceClient): Promise<void> {
  await anna.untilEncryptedWith([BOT_ID]);
  const before = here.packetsFrom(ANNA_ID);
  // What is said while the group is made anew is lost for everybody: try until something arrives.
  for (let tries = 0; tries < MAX_TRIES && here.packetsFrom(ANNA_ID) === before; tries++)
    await anna.speak(pcm(5));
  const again = here.packetsFrom(ANNA_ID);
  expect(again).toBeGreaterThan(before);
  await anna.speak(pcm(10));
  await until('ten more packets', () => here.packetsFrom(ANNA_ID) >= again + 10);
  const source = new ToneSource(10);
  const sinceMs = performance.now();
  here.link.play(source);
  await anna.untilHears(BOT_ID, { voiced: true, sinceMs });
  await until('finished', () => source.finishedTimes > 0);
  expect(source.leftTags.length).toBe(10);
}

describe('datagrams', () => {
  it('of any short length are dropped and counted', async () => {
    const { here, anna } = await joined();
    for (let length = 0; length < 32; length++) here.server.faults.sendDatagram(BOT, length);
    await until('the count', () => (here.link.counters.shortDatagram ?? 0) >= 31);
    await stillWorks(here, anna);
  });

  it('of noise are dropped and counted', async () => {
    const { here, anna } = await joined();
    await anna.speak(pcm(3));
    for (let length = 32; length < 132; length++) here.server.faults.sendDatagram(BOT, length);
    await until('the count', () => {
      // What looks like a voice of nobody known is kept unopened for a moment, in case it is named.
      const { earlyAudioHeld = 0, foreignDatagram = 0, shortDatagram = 0 } = here.link.counters;
      return earlyAudioHeld + foreignDatagram + shortDatagram >= 100;
    });
    await stillWorks(here, anna);
  });

  it('with a bad authentication tag are dropped, and the speaker is heard on', async () => {
    const { here, anna } = await joined();
    await anna.speak(pcm(5));
    here.server.faults.sendBadAuthTag(BOT, ANNA_ID);
    await until('the count', () => here.link.counters.badAuthTag === 1);
    await stillWorks(here, anna);
  });

  it('that are all padding are no DAVE failures, and the speaker is heard on', async () => {
    const { here, anna } = await joined();
    await anna.speak(pcm(5));
    here.server.faults.sendAllPadding(BOT, ANNA_ID, 50);
    await until('the count', () => here.link.counters.paddingOnly === 50);
    expect(here.link.counters.daveRecovered).toBeUndefined();
    await stillWorks(here, anna);
  });

  it('with padding in most of them are heard whole', async () => {
    const { here, anna } = await joined({ link: { paddingShare: 0.8 } });
    await anna.speak(pcm(30));
    await until('all', () => here.packetsFrom(ANNA_ID) === 30);
    expect(here.link.counters.undecryptable).toBeUndefined();
  });

  it('under xchacha20 are heard and sent as well', async () => {
    const { here, anna } = await joined({ modes: ['aead_xchacha20_poly1305_rtpsize'] });
    await stillWorks(here, anna);
    here.server.faults.sendBadAuthTag(BOT, ANNA_ID);
    await until('the count', () => here.link.counters.badAuthTag === 1);
  });
});

describe('DAVE', () => {
  it.each<DaveNonsense>([
    'proposalsGarbage',
    'commitGarbage',
    'welcomeGarbage',
    'proposalsOfStranger',
    'proposalsOfOtherEpoch',
    'externalSenderInGroup',
    'shortFrame',
    'emptyProposals',
    'emptyCommit',
    'emptyWelcome',
  ])('%s is logged, and the call goes on', async (kind) => {
    const { here, anna } = await joined();
    here.server.faults.sendDaveNonsense(BOT, kind);
    await until('the count', () => {
      const { daveMessageRefused = 0, shortBinaryFrame = 0, daveRecovered = 0 } = here.link.counters;
      return daveMessageRefused + shortBinaryFrame + daveRecovered > 0;
    });
    await stillWorks(here, anna);
  });

  it('37 failures with nothing but transition 0 behind: the group is joined anew instead of deafness', async () => {
    const { here, anna } = await joined();
    await anna.speak(pcm(3));
    here.server.faults.sendUndecryptable(BOT, ANNA_ID, 40);
    await until('recovery', () => (here.link.counters.daveRecovered ?? 0) > 0);
    await stillWorks(here, anna);
  });

  it('ciphertext that comes before the group is ready is never taken for sound', async () => {
    world = await LinkWorld.open({}, new HurriedClock(HURRY));
    const [anna, bert] = [await world.person(ANNA_ID), await world.person(BERT_ID)];
    await anna.untilEncryptedWith([BERT_ID]);
    const release = world.server.faults.holdDave(BOT);
    await world.link.join();
    await anna.speak(pcm(10));
    await until('the drops', () => (world?.link.counters.ciphertextBeforeGroup ?? 0) > 5);
    expect(world.packetsFrom(ANNA_ID)).toBe(0);
    release();
    await bert.untilEncryptedWith([BOT_ID]);
    await stillWorks(world, anna);
  });

  it('voice is not sent readable while the group is not ready', async () => {
    world = await LinkWorld.open({}, new HurriedClock(HURRY));
    const [anna, bert] = [await world.person(ANNA_ID), await world.person(BERT_ID)];
    await anna.untilEncryptedWith([BERT_ID]);
    world.server.faults.holdDave(BOT);
    await world.link.join();
    const source = new ToneSource(5);
    world.link.play(source);
    await until('finished', () => source.finishedTimes > 0);
    expect(source.leftTags).toEqual([]);
    const sent = world.server.rtpSentTo({ guildId: BOT.guildId, userId: ANNA_ID });
    expect(sent.filter(({ fromUserId, silence }) => fromUserId === BOT_ID && !silence)).toEqual([]);
    await bert.close();
  });
});

describe('names', () => {
  it('that come after the sound: the sound waits for them', async () => {
    const { here, anna } = await joined();
    const release = here.server.faults.holdSpeaking(BOT);
    const spoken = anna.speak(pcm(12));
    await until('sound without a name', () => (here.link.counters.earlyAudioHeld ?? 0) >= 5);
    expect(here.packetsFrom(ANNA_ID)).toBe(0);
    release();
    await spoken;
    await until('all of it', () => here.packetsFrom(ANNA_ID) === 12);
    const sequences = here.of('packet').map(({ packet }) => packet.sequence);
    sequences.forEach((sequence, index) => {
      expect(sequence).toBe(((sequences[0] ?? 0) + index) & 0xffff);
    });
  });

  it('of the last voice server are forgotten with it', async () => {
    const { here, anna } = await joined({}, new HurriedClock(HURRY));
    await anna.speak(pcm(5));
    await until('Anna', () => here.packetsFrom(ANNA_ID) === 5);
    const ssrc = here.server.ssrcOf({ guildId: BOT.guildId, userId: ANNA_ID }) ?? 0;
    here.server.faults.holdSpeaking(BOT);
    here.server.faults.closeSocket(BOT, 4006);
    await until('ready again', () => here.of('ready').length === 2);
    expect(here.of('speakerGone')).toEqual([{ type: 'speakerGone', userId: ANNA_ID }]);
    await anna.close();
    here.server.faults.giveSsrc({ guildId: BOT.guildId, userId: BERT_ID }, ssrc);
    const bert = await here.person(BERT_ID);
    await bert.untilEncryptedWith([BOT_ID]);
    await bert.speak(pcm(10));
    await until('Bert without a name', () => (here.link.counters.earlyAudioHeld ?? 0) > 0);
    expect(here.packetsFrom(ANNA_ID)).toBe(5);
  });
});
