import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLogger } from '../../src/observe/logger.ts';
import { seededRandom } from '../../src/offline/discord/voice/seededRandom.ts';
import { VoiceLink } from '../../src/voice/voiceLink.ts';
import { ManualClock } from '../../test/manualClock.ts';
import { ANNA_ID, BOT_ID, CHANNEL_ID, GUILD_ID } from '../../test/voice/linkWorld.ts';
import { heldHeapMb } from './heldHeap.ts';
import { fuzzSeed, mutateBytes, mutateData, mutateText, pick, randomDatagram } from './mutations.ts';
import { changeInside } from './sealDatagram.ts';
import { recordVoiceTraffic, speech, type VoiceTraffic } from './voiceTraffic.ts';

const DATAGRAMS = 60_000;
const MESSAGES = 30_000;
const PAYLOADS = 20_000;
/** What the run itself may leave behind: counters, compiled code, a few packets on the way. */
const HEAP_SLACK_MB = 30;
const LIMIT_MS = 120_000;

const seed = fuzzSeed();
console.log(`voice fuzz: FUZZ_SEED=${seed}`);
const random = seededRandom(seed);
let traffic: VoiceTraffic;

beforeAll(async () => {
  traffic = await recordVoiceTraffic();
}, LIMIT_MS);

afterAll(async () => {
  await traffic?.world.close();
});

/** All that the link has counted as wrong. */
function counted(): number {
  return Object.values(traffic.world.link.counters).reduce((sum, times) => sum + times, 0);
}

/** She speaks until she is: the group may have to be made anew first. */
async function annaIsHeard(): Promise<void> {
  const { world, anna } = traffic;
  const before = world.packetsFrom(ANNA_ID);
  while (world.packetsFrom(ANNA_ID) <= before) await anna.speak(speech());
}

describe('a live voice link', () => {
  it(
    `survives ${DATAGRAMS} random and mutated datagrams, counts what it drops, holds nothing, and hears on`,
    async () => {
      const { receive, datagrams, connection, world } = traffic;
      expect(datagrams.length).toBeGreaterThan(20);
      const { secretKey } = connection.receiver.connectionData;
      if (secretKey === undefined) throw new Error('the link has no key');
      const key = Uint8Array.from(secretKey);
      const beforeMb = heldHeapMb();
      const faultsBefore = counted();
      for (let sent = 0; sent < DATAGRAMS; sent++) {
        const real = pick(datagrams, random);
        const share = random();
        if (share < 0.2) receive(randomDatagram(random));
        else if (share < 0.7) receive(mutateBytes(real, random));
        else receive(changeInside(real, key, (inside) => mutateBytes(inside, random)) ?? real);
        // Events are the test's own to forget.
        if (world.events.length > 1000) world.events.length = 0;
      }
      expect(counted() - faultsBefore).toBeGreaterThan(DATAGRAMS / 4);
      expect(heldHeapMb() - beforeMb).toBeLessThan(HEAP_SLACK_MB);
      await annaIsHeard();
    },
    LIMIT_MS,
  );

  it(
    `survives ${MESSAGES} mutated voice gateway messages, JSON and binary, and holds nothing`,
    async () => {
      const { message, messages, world } = traffic;
      expect(messages.some((data) => typeof data === 'string')).toBe(true);
      expect(messages.some((data) => Buffer.isBuffer(data))).toBe(true);
      const beforeMb = heldHeapMb();
      const faultsBefore = counted();
      for (let sent = 0; sent < MESSAGES; sent++) {
        const real = pick(messages, random);
        if (Buffer.isBuffer(real)) message(mutateBytes(real, random));
        else if (random() < 0.3) message(mutateText(real, random));
        else message(JSON.stringify(mutateData(JSON.parse(real), random)));
        if (world.events.length > 1000) world.events.length = 0;
      }
      expect(counted() - faultsBefore).toBeGreaterThan(MESSAGES / 20);
      expect(heldHeapMb() - beforeMb).toBeLessThan(HEAP_SLACK_MB);
      expect(world.of('ended')).toEqual([]);
    },
    LIMIT_MS,
  );
});

describe('a link that has not joined', () => {
  it(`survives ${PAYLOADS} mutated voice payloads of the main gateway`, () => {
    const link = new VoiceLink({
      guildId: GUILD_ID,
      channelId: CHANNEL_ID,
      botUserId: BOT_ID,
      gateway: { send: () => false },
      onEvent: () => undefined,
      clock: new ManualClock(),
      log: silentLogger(),
      codecs: traffic.world.codecs,
    });
    const state = {
      guild_id: GUILD_ID,
      channel_id: CHANNEL_ID,
      user_id: BOT_ID,
      session_id: 'session-1',
      deaf: false,
      mute: false,
      self_deaf: false,
      self_mute: false,
      self_video: false,
      suppress: false,
      request_to_speak_timestamp: null,
      member: { user: { id: BOT_ID }, roles: ['1'] },
    };
    const server = { guild_id: GUILD_ID, token: 'token', endpoint: '127.0.0.1:9' };
    for (let sent = 0; sent < PAYLOADS / 2; sent++) {
      link.onVoiceStateUpdate(mutateData(state, random));
      link.onVoiceServerUpdate(mutateData(server, random));
    }
    expect(link.counters.malformedGatewayPayload).toBeGreaterThan(PAYLOADS / 4);
    link.destroy();
  });
});
