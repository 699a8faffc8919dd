import { afterEach, describe, expect, it } from 'vitest';
import { RECOVERABLE_VOICE_CLOSES } from '../../src/offline/discord/namedFaults.ts';
import type { VoiceClient } from '../../src/offline/discord/voice/voiceClient.ts';
import {
  ANNA_ID,
  BERT_ID,
  BOT,
  BOT_ID,
  CHANNEL_ID,
  GUILD_ID,
  HurriedClock,
  LinkWorld,
  OTHER_CHANNEL_ID,
  ToneSource,
  toneFrame,
  until,
} from './linkWorld.ts';

/** Watchdogs count in seconds; here a second is a tenth of one. */
const HURRY = 10;
const FIRST_DISCORD_CODE = 4000;
const RESUMED_BY_LIBRARY = 4015;

let world: LinkWorld | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

async function joined(): Promise<{ here: LinkWorld; anna: VoiceClient }> {
  const made = await LinkWorld.joined({}, new HurriedClock(HURRY));
  world = made.world;
  return { here: made.world, anna: made.anna };
}

function pcm(frames: number): Int16Array {
  return Int16Array.from(Array.from({ length: frames }, (_, index) => [...toneFrame(index)]).flat());
}

async function expectHears(here: LinkWorld, anna: VoiceClient): Promise<void> {
  await anna.untilEncryptedWith([BOT_ID]);
  const before = here.packetsFrom(ANNA_ID);
  await anna.speak(pcm(10));
  await until('Anna', () => here.packetsFrom(ANNA_ID) > before);
}

describe('after voice close', () => {
  const replaced = RECOVERABLE_VOICE_CLOSES.filter(
    (code) => code > FIRST_DISCORD_CODE && code !== RESUMED_BY_LIBRARY,
  );
  it.each(replaced)('%i the link asks for its channel again and goes on', async (code) => {
    const { here, anna } = await joined();
    here.server.faults.closeSocket(BOT, code);
    await until('ready again', () => here.of('ready').length === 2);
    expect(here.asked).toEqual([CHANNEL_ID, CHANNEL_ID]);
    await expectHears(here, anna);
  });

  it('1006 the link resumes', async () => {
    const { here, anna } = await joined();
    here.server.faults.cutSocket(BOT);
    await until('ready again', () => here.of('ready').length === 2);
    expect(here.asked).toEqual([CHANNEL_ID]);
    await expectHears(here, anna);
  });

  it('4022 because voice moves to another server, the link follows', async () => {
    const { here, anna } = await joined();
    here.server.relocate();
    here.server.dismiss(GUILD_ID, BOT_ID, 4022);
    await until('the break', () => here.of('interrupted').length === 1);
    here.announceServer(CHANNEL_ID);
    await until('ready again', () => here.of('ready').length === 2);
    expect(here.of('ended')).toEqual([]);
    await expectHears(here, anna);
  });

  it('4022 and no word of another server, the call has ended', async () => {
    const { here } = await joined();
    here.server.dismiss(GUILD_ID, BOT_ID, 4022);
    await until('the break', () => here.of('interrupted').length === 1);
    here.announceChannel(null);
    expect(here.of('ended')).toMatchObject([{ reason: 'channelDeleted' }]);
  });

  it('4014 because of a move whose voice server is withheld, the link asks for the new channel', async () => {
    const { here } = await joined();
    here.server.dismiss(GUILD_ID, BOT_ID, 4014);
    here.announceChannel(OTHER_CHANNEL_ID);
    await until('ready again', () => here.of('ready').length === 2);
    expect(here.asked).toEqual([CHANNEL_ID, null, OTHER_CHANNEL_ID]);
    expect(here.of('moved')).toEqual([{ type: 'moved', channelId: OTHER_CHANNEL_ID }]);
    expect(here.of('ended')).toEqual([]);
  });
});

describe('when Discord’s gateway', () => {
  it('has a new session, the link joins again: the old one’s voice went with it', async () => {
    const { here, anna } = await joined();
    here.link.onGateway('lost');
    here.server.dismiss(GUILD_ID, BOT_ID, 4014);
    await until('the break', () => here.of('interrupted').length === 1);
    here.link.onGateway('renewed');
    await until('ready again', () => here.of('ready').length === 2);
    expect(here.of('ended')).toEqual([]);
    expect(here.link.counters.gatewayRenewed).toBe(1);
    await expectHears(here, anna);
  });

  it('is away, nothing is given up, however long that lasts', async () => {
    const { here, anna } = await joined();
    here.link.onGateway('lost');
    here.gateway.takes = false;
    here.server.faults.closeSocket(BOT, 4006);
    await until('the break', () => here.of('interrupted').length === 1);
    const asked = here.asked.length;
    await anna.speak(pcm(100));
    expect(here.asked.length).toBeLessThanOrEqual(asked + 1);
    here.gateway.takes = true;
    here.link.onGateway('resumed');
    await until('ready again', () => here.of('ready').length === 2);
    expect(here.of('ended')).toEqual([]);
    await expectHears(here, anna);
  });

  it('comes back and says nothing of a kick that closed the socket, it was one', async () => {
    const { here } = await joined();
    here.link.onGateway('lost');
    here.server.dismiss(GUILD_ID, BOT_ID, 4014);
    await until('the break', () => here.of('interrupted').length === 1);
    here.link.onGateway('resumed');
    const [ended] = await until('the end', () => here.of('ended').length > 0 && here.of('ended'));
    expect(ended).toMatchObject({ reason: 'kicked' });
  });
});

describe('a link that stands and does not work', () => {
  it('is made afresh when the way of its sound is gone, though nobody speaks', async () => {
    const { here, anna } = await joined();
    await expectHears(here, anna);
    here.server.faults.loseUdp(BOT);
    await until('ready again', () => here.of('ready').length === 2);
    expect(here.link.counters.pathRepaired).toBe(1);
    expect(here.of('trouble')).toMatchObject([{ error: { code: 'voice_deaf' } }]);
    await expectHears(here, anna);
  });
});

describe('encryption', () => {
  it('that is taken away and given back stops neither ear nor mouth', async () => {
    const { here, anna } = await joined();
    for (const change of ['downgrade', 'upgrade'] as const) {
      here.server.faults[change](GUILD_ID, CHANNEL_ID);
      if (change === 'downgrade') await until('readable', () => anna.encryptedWith.length === 0);
      else await anna.untilEncryptedWith([BOT_ID]);
      const before = here.packetsFrom(ANNA_ID);
      await anna.speak(pcm(20));
      await until('Anna', () => here.packetsFrom(ANNA_ID) === before + 20);
      const source = new ToneSource(20);
      const sinceMs = performance.now();
      here.link.play(source);
      await anna.untilHears(BOT_ID, { voiced: true, sinceMs });
      await until('finished', () => source.finishedTimes > 0);
      expect(source.leftTags).toHaveLength(20);
    }
    expect(here.of('interrupted')).toEqual([]);
  });

  it('changes its keys with everybody who comes and goes, and nobody who speaks loses a word', async () => {
    const { here, anna } = await joined();
    await expectHears(here, anna);
    await anna.untilQuiet(BOT_ID, 0);
    const before = here.packetsFrom(ANNA_ID);
    const FRAMES = 250;
    const speaking = anna.speak(pcm(FRAMES));
    for (let round = 0; round < 2; round++) {
      const bert = await here.person(BERT_ID);
      await bert.untilEncryptedWith([ANNA_ID, BOT_ID]);
      await bert.close();
      await until('Bert to be gone', () => !anna.encryptedWith.includes(BERT_ID));
    }
    await speaking;
    await until('the last word', () => here.packetsFrom(ANNA_ID) - before >= FRAMES);
    expect(here.link.counters.undecryptable ?? 0).toBe(0);
  });
});
