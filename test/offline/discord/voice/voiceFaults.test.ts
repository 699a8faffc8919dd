import { afterEach, describe, expect, test, vi } from 'vitest';
import type { VoiceClient } from '../../../../src/offline/discord/voice/voiceClient.ts';
import type { DaveNonsense } from '../../../../src/offline/discord/voice/voiceFaults.ts';
import { VoiceOp } from '../../../../src/offline/discord/voice/voiceOpcodes.ts';
import { ANNA, BERT, CHANNEL_ID, CORA, GUILD_ID, LocalVoice } from './localVoice.ts';
import { syllables } from './testSound.ts';

const WAIT = { timeout: 10_000, interval: 20 };
const BERTS = { guildId: GUILD_ID, userId: BERT };
const WORDS = syllables(300, 1);
let voice: LocalVoice;

afterEach(async () => {
  await voice.close();
});

async function annaAndBert(): Promise<[VoiceClient, VoiceClient]> {
  voice = await LocalVoice.open();
  const anna = await voice.person(ANNA);
  const bert = await voice.person(BERT);
  await anna.untilEncryptedWith([BERT]);
  await bert.untilEncryptedWith([ANNA]);
  return [anna, bert];
}

/** Anna says 15 frames; how many of them Bert understood. */
async function understood(anna: VoiceClient, bert: VoiceClient): Promise<number> {
  const before = bert.heard.of(ANNA).length;
  await anna.speak(WORDS);
  await vi.waitFor(() => expect(bert.heard.of(ANNA).at(-1)?.silence).toBe(true), WAIT);
  await bert.untilQuiet(ANNA, 150);
  return bert.heard
    .of(ANNA)
    .slice(before)
    .filter(({ voiced }) => voiced).length;
}

describe('a fault toward one member', () => {
  test('datagrams of any size reach it', async () => {
    const [, bert] = await annaAndBert();
    for (const size of [1, 9, 10, 11]) voice.server.faults.sendDatagram(BERTS, size);
    await vi.waitFor(() => expect(bert.losses.notGenuine).toBe(4), WAIT);
  });

  test('a wrong authentication tag costs that packet', async () => {
    const [anna, bert] = await annaAndBert();
    expect(await understood(anna, bert)).toBe(15);
    voice.server.faults.sendBadAuthTag(BERTS, ANNA);
    await vi.waitFor(() => expect(bert.losses.notGenuine).toBe(1), WAIT);
    expect(await understood(anna, bert)).toBe(15);
  });

  test('fifty packets of nothing but padding are numbered like the sender’s own', async () => {
    const [anna, bert] = await annaAndBert();
    await understood(anna, bert);
    voice.server.faults.sendAllPadding(BERTS, ANNA);
    expect(await understood(anna, bert)).toBe(15);
    const sequences = voice.server.rtpSentTo(BERTS).map(({ sequence }) => sequence);
    expect(sequences).toHaveLength(20 + 50 + 20);
    const first = sequences[0] ?? 0;
    expect(sequences).toEqual(sequences.map((_, index) => (first + index) % 65_536));
    expect(bert.losses.notGenuine).toBe(0);
    expect(bert.heard.of(ANNA)).toHaveLength(40);
  });

  test('frames that no key decrypts make it ask to be taken in again', async () => {
    const [anna, bert] = await annaAndBert();
    await understood(anna, bert);
    voice.server.faults.sendUndecryptable(BERTS, ANNA, 37);
    await vi.waitFor(() => expect(bert.losses).toMatchObject({ undecryptable: 37, recoveries: 1 }), WAIT);
    await bert.untilEncryptedWith([ANNA, BERT]);
    expect(voice.server.recording.of(BERT, 'fromClient', VoiceOp.invalidCommitWelcome)).toHaveLength(1);
    // Anna may learn of the new epoch a moment after Bert, and her first frame still belong to the old one.
    expect(await understood(anna, bert)).toBeGreaterThanOrEqual(14);
  });

  test.each<DaveNonsense>([
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
  ])('%s goes over the wire and the group comes through', async (kind) => {
    const [anna, bert] = await annaAndBert();
    const count = voice.server.recording.entries.length;
    voice.server.faults.sendDaveNonsense(BERTS, kind);
    expect(voice.server.recording.entries[count]).toMatchObject({ kind: 'binary', userId: BERT });
    const cora = await voice.person(CORA);
    await cora.untilEncryptedWith([ANNA, BERT]);
    await anna.untilEncryptedWith([BERT, CORA]);
    await bert.untilEncryptedWith([ANNA, CORA]);
    expect(await understood(anna, bert)).toBe(15);
    expect(voice.server.encryptedUserIdsIn(GUILD_ID, CHANNEL_ID).sort()).toEqual([ANNA, BERT, CORA]);
  });

  test('held DAVE messages leave it with ciphertext that it has no key for, until they come', async () => {
    voice = await LocalVoice.open();
    const anna = await voice.person(ANNA);
    const release = voice.server.faults.holdDave(BERTS);
    const bert = await voice.person(BERT);
    const cora = await voice.person(CORA);
    await anna.untilEncryptedWith([CORA]);
    expect(await understood(anna, bert)).toBe(0);
    expect(voice.server.rtpSentTo(BERTS).filter(({ silence }) => !silence)).toHaveLength(15);
    release();
    await bert.untilEncryptedWith([ANNA, CORA]);
    expect(await understood(anna, bert)).toBe(15);
    expect(cora.heard.of(ANNA).filter(({ voiced }) => voiced)).toHaveLength(30);
  });

  test('held Speaking leaves it with an ssrc that has no name', async () => {
    const [anna, bert] = await annaAndBert();
    const release = voice.server.faults.holdSpeaking(BERTS);
    const spoken = anna.speak(WORDS);
    await vi.waitFor(() => expect(voice.server.rtpSentTo(BERTS).length).toBeGreaterThan(5), WAIT);
    expect(bert.heard.userIds).toEqual([]);
    await spoken;
    release();
    await bert.untilHears(ANNA, { sinceMs: 0 });
    await bert.untilQuiet(ANNA, 150);
    expect(bert.heard.of(ANNA).filter(({ voiced }) => voiced)).toHaveLength(15);
  });

  test('swallowed IP discovery keeps it outside, until it asks again', async () => {
    voice = await LocalVoice.open();
    voice.server.faults.swallowDiscovery(BERTS, 1);
    await voice.person(BERT);
    voice.server.faults.swallowDiscovery(BERTS);
    const never = voice.person(BERT);
    const outcome = expect(never).rejects.toThrow();
    await vi.waitFor(
      () => expect(voice.server.recording.of(BERT, 'toClient', VoiceOp.ready)).toHaveLength(2),
      WAIT,
    );
    voice.server.faults.closeSocket(BERTS, 4006);
    await outcome;
  });

  test('its voice socket is closed with the code asked for', async () => {
    const [anna, bert] = await annaAndBert();
    voice.server.faults.closeSocket(BERTS, 4022);
    expect(await bert.closed).toBe(4022);
    await vi.waitFor(() => expect(anna.peers).toEqual([]), WAIT);
  });

  test('an ssrc can be given to somebody else than before', async () => {
    const [anna, bert] = await annaAndBert();
    const ssrc = voice.server.ssrcOf({ guildId: GUILD_ID, userId: ANNA }) ?? 0;
    await understood(anna, bert);
    await anna.close();
    voice.server.faults.giveSsrc({ guildId: GUILD_ID, userId: CORA }, ssrc);
    const cora = await voice.person(CORA);
    await cora.untilEncryptedWith([BERT]);
    await cora.speak(WORDS);
    await bert.untilHears(CORA, { sinceMs: 0, voiced: true });
    expect(bert.heard.of(CORA)[0]?.ssrc).toBe(ssrc);
  });

  test('heartbeats stay without an answer', async () => {
    voice = await LocalVoice.open({ heartbeatIntervalMs: 200 });
    voice.server.faults.answerHeartbeats(BERTS, false);
    await voice.person(BERT);
    const heartbeats = (): number => voice.server.recording.of(BERT, 'fromClient', VoiceOp.heartbeat).length;
    await vi.waitFor(() => expect(heartbeats()).toBeGreaterThan(2), WAIT);
    expect(voice.server.recording.of(BERT, 'toClient', VoiceOp.heartbeatAck)).toEqual([]);
  });

  test('a bad link loses and delays for it alone, and can be mended', async () => {
    const [anna, bert] = await annaAndBert();
    const cora = await voice.person(CORA);
    await cora.untilEncryptedWith([ANNA, BERT]);
    voice.server.faults.impair(BERTS, { lossShare: 0.5, seed: 3 });
    await understood(anna, cora);
    const sent = voice.server.rtpSentTo(BERTS).length;
    expect(sent).toBeGreaterThan(3);
    expect(sent).toBeLessThan(17);
    await vi.waitFor(() => expect(cora.heard.of(ANNA)).toHaveLength(20), WAIT);
    voice.server.faults.mend(BERTS);
    voice.server.faults.impair(BERTS, { delayMs: 200 });
    const beforeMs = performance.now();
    await anna.speak(WORDS);
    const first = await bert.untilHears(ANNA, { sinceMs: beforeMs });
    const undelayed = await cora.untilHears(ANNA, { sinceMs: beforeMs });
    expect(first.atMs - undelayed.atMs).toBeGreaterThan(150);
  });

  test('a call that is downgraded is heard readable by everybody, newcomers too, until it is encrypted again', async () => {
    const [anna, bert] = await annaAndBert();
    voice.server.faults.downgrade(GUILD_ID, CHANNEL_ID);
    await vi.waitFor(() => expect(anna.encryptedWith).toEqual([]), WAIT);
    await vi.waitFor(() => expect(bert.encryptedWith).toEqual([]), WAIT);
    const cora = await voice.person(CORA);
    expect(await understood(anna, bert)).toBe(15);
    expect(cora.heard.of(ANNA).filter(({ voiced }) => voiced)).toHaveLength(15);
    expect(voice.server.recording.of(CORA, 'toClient', VoiceOp.sessionDescription)).toMatchObject([
      { data: { dave_protocol_version: 0 } },
    ]);
    voice.server.faults.upgrade(GUILD_ID, CHANNEL_ID);
    for (const person of [anna, bert, cora]) await person.untilEncryptedWith([ANNA, BERT, CORA]);
    expect(await understood(anna, bert)).toBe(15);
    expect(voice.server.encryptedUserIdsIn(GUILD_ID, CHANNEL_ID).sort()).toEqual([ANNA, BERT, CORA]);
  });

  test('its voice socket is cut without a word', async () => {
    const [, bert] = await annaAndBert();
    voice.server.faults.cutSocket(BERTS);
    expect(await bert.closed).toBe(1006);
  });

  test('its way of sound dies in both directions and the others’ does not', async () => {
    const [anna, bert] = await annaAndBert();
    const cora = await voice.person(CORA);
    await cora.untilEncryptedWith([ANNA, BERT]);
    voice.server.faults.loseUdp(BERTS);
    await understood(anna, cora);
    await bert.speak(WORDS);
    expect(bert.heard.of(ANNA)).toEqual([]);
    expect(cora.heard.of(BERT)).toEqual([]);
    expect(cora.heard.of(ANNA)).toHaveLength(20);
  });

  test('for somebody who is not there is an error that says so', async () => {
    voice = await LocalVoice.open();
    expect(() => voice.server.faults.sendDatagram(BERTS, 9)).toThrow('no voice session');
    expect(() => voice.server.faults.closeSocket(BERTS, 4006)).toThrow('no voice session');
  });

  test('forged datagrams of strangers are counted and go nowhere', async () => {
    const [anna, bert] = await annaAndBert();
    anna.sendRaw(Buffer.alloc(60, 0x80));
    anna.sendRaw(Buffer.of(1));
    await vi.waitFor(() => expect(voice.server.refusedDatagrams).toBe(2), WAIT);
    expect(bert.heard.userIds).toEqual([]);
  });
});
