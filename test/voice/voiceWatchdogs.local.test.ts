import { afterEach, describe, expect, it } from 'vitest';
import {
  ANNA_ID,
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

let world: LinkWorld | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

function pcm(frames: number): Int16Array {
  return Int16Array.from(Array.from({ length: frames }, (_, index) => [...toneFrame(index)]).flat());
}

async function joined() {
  const made = await LinkWorld.joined({}, new HurriedClock(HURRY));
  world = made.world;
  return { here: made.world, anna: made.anna };
}

function kinds(here: LinkWorld): string[] {
  return here.events.map(({ type }) => type).filter((type) => type !== 'roundTrip' && type !== 'packet');
}

describe('joining', () => {
  it('works alone in a channel', async () => {
    world = await LinkWorld.open();
    await world.link.join();
    expect(kinds(world)).toEqual(['ready']);
  });

  it('asks again when an IP discovery reply is lost', async () => {
    world = await LinkWorld.open({}, new HurriedClock(HURRY));
    world.server.faults.swallowDiscovery(BOT, 2);
    await world.link.join();
    expect(world.asked).toEqual([CHANNEL_ID]);
  });

  it('gives up after its attempts when no discovery reply ever comes, and says that UDP is the trouble', async () => {
    world = await LinkWorld.open({}, new HurriedClock(HURRY));
    world.server.faults.swallowDiscovery(BOT);
    await expect(world.link.join()).rejects.toMatchObject({
      code: 'voice_join_failed',
      tellPerson: expect.stringContaining('UDP'),
    });
    expect(world.asked).toEqual([CHANNEL_ID, null, CHANNEL_ID, null, CHANNEL_ID, null]);
    expect(world.events).toEqual([]);
  });

  it('asks again when the voice server is withheld', async () => {
    world = await LinkWorld.open({}, new HurriedClock(HURRY));
    world.gateway.givesServer = false;
    const joining = world.link.join();
    await until('the first request', () => world?.asked.length === 1);
    world.gateway.givesServer = true;
    await joining;
    expect(world.asked).toEqual([CHANNEL_ID, null, CHANNEL_ID]);
    expect(kinds(world)).toEqual(['ready']);
  });

  it('fails when the gateway is not there', async () => {
    world = await LinkWorld.open({}, new HurriedClock(HURRY));
    world.gateway.takes = false;
    await expect(world.link.join()).rejects.toMatchObject({ code: 'voice_join_failed' });
  });

  it('takes no offence at payloads of a wrong shape', async () => {
    world = await LinkWorld.open();
    for (const junk of [null, 7, {}, { guild_id: GUILD_ID, endpoint: 'http://x/../', token: 't' }]) {
      world.link.onVoiceStateUpdate(junk);
      world.link.onVoiceServerUpdate(junk);
    }
    expect(world.link.counters.malformedGatewayPayload).toBe(8);
    await world.link.join();
  });

  it('that nobody asked for: destroying the link harms nobody', async () => {
    world = await LinkWorld.open();
    world.link.destroy();
    await new Promise((resolve) => setImmediate(resolve));
    expect(world.asked).toEqual([]);
  });

  it('is rejected when the link is destroyed meanwhile', async () => {
    world = await LinkWorld.open();
    const joining = world.link.join();
    world.link.destroy();
    await expect(joining).rejects.toMatchObject({ code: 'voice_join_failed' });
    expect(world.events).toEqual([]);
  });
});

describe('a standing link', () => {
  it.each([4015, 1001])('resumes after close %i, and an answer goes on where it stopped', async (code) => {
    const { world: here, anna } = await LinkWorld.joined();
    world = here;
    const source = new ToneSource(60);
    here.link.play(source);
    await until('sound', () => source.leftTags.length > 10);
    here.server.faults.closeSocket(BOT, code);
    await until('ready again', () => here.of('ready').length === 2);
    await until('finished', () => source.finishedTimes > 0);
    expect(source.leftTags).toEqual(Array.from({ length: 60 }, (_, index) => index));
    expect(here.asked).toEqual([CHANNEL_ID]);
    expect(kinds(here)).toEqual(['ready', 'interrupted', 'ready']);
    const before = here.packetsFrom(ANNA_ID);
    await anna.speak(pcm(10));
    await until('Anna', () => here.packetsFrom(ANNA_ID) === before + 10);
  });

  it('rejoins after 4006, and an answer goes on', async () => {
    const { world: here, anna } = await LinkWorld.joined();
    world = here;
    const source = new ToneSource(40);
    here.link.play(source);
    await until('sound', () => source.leftTags.length > 10);
    here.server.faults.closeSocket(BOT, 4006);
    await until('ready again', () => here.of('ready').length === 2);
    expect(here.asked).toEqual([CHANNEL_ID, CHANNEL_ID]);
    await until('finished', () => source.finishedTimes > 0);
    // The frame that was prepared for the old connection is the only one that may be lost.
    expect(source.leftTags.length).toBeGreaterThanOrEqual(39);
    await anna.untilEncryptedWith([BOT_ID]);
  });

  it('makes itself afresh when after 4006 no voice server comes', async () => {
    const { here } = await joined();
    here.gateway.givesServer = false;
    here.server.faults.closeSocket(BOT, 4006);
    await until('the question', () => here.asked.length === 2);
    here.gateway.givesServer = true;
    await until('ready again', () => here.of('ready').length === 2);
    expect(here.asked).toEqual([CHANNEL_ID, CHANNEL_ID, null, CHANNEL_ID]);
    expect(here.link.counters.reconnected).toBe(1);
    expect(kinds(here)).toEqual(['ready', 'interrupted', 'ready']);
  });

  it('makes itself afresh when it stays deaf because the group never comes', async () => {
    const { here, anna } = await joined();
    await anna.speak(pcm(3));
    const release = here.server.faults.holdDave(BOT);
    // The library counts no failure while a transition of the group waits at the bot, so one burst alone may go unheard.
    const bursts = setInterval(() => {
      if (here.asked.length === 1) here.server.faults.sendUndecryptable(BOT, ANNA_ID, 40);
      else clearInterval(bursts);
    }, 100);
    await until('the fresh attempt', () => here.asked.length === 3).finally(() => clearInterval(bursts));
    expect(here.asked).toEqual([CHANNEL_ID, null, CHANNEL_ID]);
    release();
    await until('ready again', () => here.of('ready').length === 2);
    expect(here.of('interrupted').length).toBe(1);
  });

  it('that breaks as soon as it stands runs into the backoff', async () => {
    const { here } = await joined();
    for (let round = 1; round <= 3; round++) {
      here.server.faults.closeSocket(BOT, 4006);
      await until('ready again', () => here.of('ready').length === round + 1);
    }
    // The first break is mended by asking again; the others are fresh starts, each after a longer wait.
    expect(here.asked).toEqual([CHANNEL_ID, CHANNEL_ID, null, CHANNEL_ID, null, CHANNEL_ID]);
    expect(here.link.counters.reconnected).toBe(2);
  });

  it('is lost when nothing helps', async () => {
    const { here } = await joined();
    here.gateway.givesServer = false;
    here.server.faults.closeSocket(BOT, 4006);
    const [ended] = await until('the end', () => here.of('ended').length > 0 && here.of('ended'));
    expect(ended).toMatchObject({ reason: 'lost', error: { code: 'voice_lost' } });
    expect(here.asked.at(-1)).toBeNull();
  });

  it.each([
    [4017, 'refused', 'voice_refused'],
    [4021, 'refused', 'voice_refused'],
    [4022, 'channelDeleted', 'voice_lost'],
  ])('stays away after close %i and says why', async (code, reason, errorCode) => {
    const { here } = await joined();
    here.server.faults.closeSocket(BOT, code);
    const [ended] = await until('the end', () => here.of('ended').length > 0 && here.of('ended'));
    expect(ended).toMatchObject({ reason, error: { code: errorCode } });
    expect(ended?.error?.tellPerson.length).toBeGreaterThan(20);
    expect(here.asked).toEqual([CHANNEL_ID, null]);
  });

  it('knows a kick by the gateway at once', async () => {
    const { here } = await joined();
    here.server.dismiss(GUILD_ID, BOT_ID, 4014);
    here.announceChannel(null);
    expect(here.of('ended')).toMatchObject([{ reason: 'kicked', error: { code: 'voice_kicked' } }]);
  });

  it('takes 4014 for a kick when no move follows', async () => {
    const { here } = await joined();
    here.server.dismiss(GUILD_ID, BOT_ID, 4014);
    const [ended] = await until('the end', () => here.of('ended').length > 0 && here.of('ended'));
    expect(ended).toMatchObject({ reason: 'kicked' });
    expect(kinds(here)).toEqual(['ready', 'interrupted', 'ended']);
  });

  it('follows a move', async () => {
    const { here } = await joined();
    here.server.dismiss(GUILD_ID, BOT_ID, 4014);
    here.announceServer(OTHER_CHANNEL_ID);
    await until('ready again', () => here.of('ready').length === 2);
    expect(kinds(here)).toEqual(['ready', 'interrupted', 'moved', 'ready']);
    expect(here.of('moved')).toEqual([{ type: 'moved', channelId: OTHER_CHANNEL_ID }]);
    expect(here.server.userIdsIn(GUILD_ID, OTHER_CHANNEL_ID)).toContain(BOT_ID);
  });

  it('moves when asked to', async () => {
    const { here } = await joined();
    here.link.move(OTHER_CHANNEL_ID);
    await until('moved', () => here.of('moved').length > 0);
    expect(here.of('moved')).toEqual([{ type: 'moved', channelId: OTHER_CHANNEL_ID }]);
    await until('ready again', () => here.of('ready').at(-1)?.channelId === OTHER_CHANNEL_ID);
  });

  it('follows when Discord takes the voice server away and names another', async () => {
    const { here } = await joined();
    here.link.onVoiceServerUpdate({ guild_id: GUILD_ID, token: 'none', endpoint: null });
    expect(kinds(here)).toEqual(['ready', 'interrupted']);
    here.announceServer(CHANNEL_ID);
    await until('ready again', () => here.of('ready').length === 2);
  });

  it('reports its round-trip times', async () => {
    const { here } = await joined();
    const times = await until('times', () => here.of('roundTrip').find(({ udpMs }) => udpMs !== undefined));
    expect(times.udpMs).toBeGreaterThan(0);
  });
});
