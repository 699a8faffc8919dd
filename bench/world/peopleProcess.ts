import { setTimeout as sleep } from 'node:timers/promises';
import { VoiceClient } from '../../src/offline/discord/voice/voiceClient.ts';
import { answers, serveCalls } from '../processes/childServer.ts';
import { PERFORMANCE_TO_MONOTONIC_MS } from '../processes/monotonicTime.ts';
import {
  everybodyLeaves,
  peopleSpeak,
  personEncryptsFor,
  personHeard,
  personHeardPcm,
  personHearsQuiet,
  personJoins,
  personSays,
} from './peopleCalls.ts';

/** Stands for digital silence. */
const LOWEST_DBFS = -100;
const QUIET_LIMIT_MS = 40_000;
const people = new Map<string, VoiceClient>();

function person(userId: string): VoiceClient {
  const client = people.get(userId);
  if (client === undefined) throw new Error(`${userId} is not here`);
  return client;
}

serveCalls([
  answers(personJoins, async (seat) => {
    people.set(seat.userId, await VoiceClient.connect(seat));
    return undefined;
  }),
  answers(personEncryptsFor, async ({ userId, otherId }) => {
    await person(userId).untilEncryptedWith([otherId]);
    return undefined;
  }),
  answers(peopleSpeak, async ({ userIds, packets, spreadMs }) => {
    await Promise.all(
      userIds.map(async (userId, index) => {
        await sleep((index * spreadMs) / userIds.length);
        await person(userId).speakPackets(packets);
      }),
    );
    return undefined;
  }),
  answers(personSays, async ({ userId, parts }) => {
    for (const { packets, afterMs } of parts) {
      await sleep(afterMs);
      await person(userId).speakPackets(packets);
    }
    return undefined;
  }),
  answers(personHeard, ({ userId, fromUserId, sinceMs }) =>
    person(userId)
      .heard.of(fromUserId)
      .map(({ atMs, voiced, rmsDbfs }) => ({
        atMs: atMs + PERFORMANCE_TO_MONOTONIC_MS,
        voiced,
        levelDbfs: Math.max(LOWEST_DBFS, rmsDbfs),
      }))
      .filter(({ atMs }) => atMs >= sinceMs),
  ),
  answers(personHeardPcm, ({ userId, fromUserId, sinceMs }) =>
    person(userId).heardPcm(fromUserId, sinceMs - PERFORMANCE_TO_MONOTONIC_MS),
  ),
  answers(personHearsQuiet, async ({ userId, fromUserId, quietMs }) => {
    await person(userId).untilQuiet(fromUserId, quietMs, { timeoutMs: QUIET_LIMIT_MS });
    return undefined;
  }),
  answers(everybodyLeaves, async () => {
    const leaving = [...people.values()];
    people.clear();
    await Promise.all(leaving.map((client) => client.close()));
    return undefined;
  }),
]);
