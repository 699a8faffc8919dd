import { describe, expect, test } from 'vitest';
import type { DaveClient } from '../../../../src/offline/discord/voice/daveClient.ts';
import { VoiceOp } from '../../../../src/offline/discord/voice/voiceOpcodes.ts';
import { DaveTestGroup } from './daveTestGroup.ts';

const [ANNA, BERT, CORA, DORA] = ['1001', '1002', '1003', '1004'] as const;
const OPUS = Buffer.from('78010203040506070809', 'hex');

function decrypts(from: [string, DaveClient], to: DaveClient): boolean {
  const frame = from[1].encrypt(OPUS);
  if (frame === undefined || frame.includes(OPUS)) return false;
  return to.decrypt(from[0], frame)?.equals(OPUS) ?? false;
}

function expectAllToDecrypt(members: Record<string, DaveClient>): void {
  for (const from of Object.entries(members)) {
    for (const [userId, to] of Object.entries(members)) {
      if (userId !== from[0]) expect([from[0], userId, decrypts(from, to)]).toEqual([from[0], userId, true]);
    }
  }
}

describe('a DAVE group', () => {
  test('two members encrypt for each other', () => {
    const dave = new DaveTestGroup();
    const anna = dave.join(ANNA);
    dave.settle();
    expect(anna.ready).toBe(false);
    const bert = dave.join(BERT);
    dave.settle();
    expect(dave.group.userIds.sort()).toEqual([ANNA, BERT]);
    expectAllToDecrypt({ [ANNA]: anna, [BERT]: bert });
  });

  test('four who come at the very same time end in one group', () => {
    const dave = new DaveTestGroup();
    const members = Object.fromEntries([ANNA, BERT, CORA, DORA].map((id) => [id, dave.join(id)]));
    dave.settle();
    expect(dave.group.userIds).toHaveLength(4);
    expectAllToDecrypt(members);
  });

  test('two newcomers at once join a standing group', () => {
    const dave = new DaveTestGroup();
    const anna = dave.join(ANNA);
    const bert = dave.join(BERT);
    dave.settle();
    const cora = dave.join(CORA);
    const dora = dave.join(DORA);
    dave.settle();
    expectAllToDecrypt({ [ANNA]: anna, [BERT]: bert, [CORA]: cora, [DORA]: dora });
  });

  test('who leaves can no longer decrypt, and the others still can', () => {
    const dave = new DaveTestGroup();
    const anna = dave.join(ANNA);
    const bert = dave.join(BERT);
    const cora = dave.join(CORA);
    dave.settle();
    dave.leave(BERT);
    dave.settle();
    expect(dave.group.userIds).not.toContain(BERT);
    expectAllToDecrypt({ [ANNA]: anna, [CORA]: cora });
    expect(decrypts([ANNA, anna], bert)).toBe(false);
  });

  test.each([ANNA, BERT, CORA])(
    'a newcomer takes the leaf of %s, and a later removal hits the right one',
    (leaver) => {
      const dave = new DaveTestGroup();
      const stay = Object.fromEntries([ANNA, BERT, CORA].map((id) => [id, dave.join(id)]));
      dave.settle();
      delete stay[leaver];
      dave.leave(leaver);
      dave.settle();
      const dora = dave.join(DORA);
      dave.settle();
      expectAllToDecrypt({ ...stay, [DORA]: dora });
      dave.leave(DORA);
      dave.settle();
      expectAllToDecrypt(stay);
      for (const member of Object.entries(stay)) expect(decrypts(member, dora)).toBe(false);
    },
  );

  test('the second member makes the group when the first does not answer', () => {
    const dave = new DaveTestGroup();
    const anna = dave.join(ANNA);
    const bert = dave.join(BERT);
    dave.settle((userId, op) => userId === ANNA && op === VoiceOp.commitWelcome);
    expectAllToDecrypt({ [ANNA]: anna, [BERT]: bert });
  });

  test('one leaves while another comes', () => {
    const dave = new DaveTestGroup();
    const anna = dave.join(ANNA);
    dave.join(BERT);
    const cora = dave.join(CORA);
    dave.settle();
    const dora = dave.join(DORA);
    dave.leave(BERT);
    dave.settle();
    expectAllToDecrypt({ [ANNA]: anna, [CORA]: cora, [DORA]: dora });
  });

  test('a newcomer who leaves before it was taken in is revoked', () => {
    const dave = new DaveTestGroup();
    const anna = dave.join(ANNA);
    const bert = dave.join(BERT);
    dave.settle();
    dave.join(CORA);
    // The commit that would take Cora in is lost, so her Add is still open when she goes.
    dave.settle((_, op) => op === VoiceOp.commitWelcome);
    dave.leave(CORA);
    dave.settle();
    const dora = dave.join(DORA);
    dave.settle();
    expect(dave.group.userIds.sort()).toEqual([ANNA, BERT, DORA]);
    expectAllToDecrypt({ [ANNA]: anna, [BERT]: bert, [DORA]: dora });
  });

  test('the one who stays alone starts a new group, and the next two come in', () => {
    const dave = new DaveTestGroup();
    const anna = dave.join(ANNA);
    dave.join(BERT);
    dave.settle();
    dave.leave(BERT);
    expect(dave.waitingFor(ANNA)).toEqual([VoiceOp.prepareEpoch, VoiceOp.prepareTransition]);
    dave.settle();
    expect(dave.group.epoch).toBe(0n);
    const bert = dave.join(BERT);
    dave.settle();
    const cora = dave.join(CORA);
    dave.settle();
    expectAllToDecrypt({ [ANNA]: anna, [BERT]: bert, [CORA]: cora });
  });

  test('the first group takes effect at once; later epochs are executed when all are ready', () => {
    const dave = new DaveTestGroup();
    dave.join(ANNA);
    dave.join(BERT);
    dave.settle();
    expect(dave.executed).toEqual([]);
    dave.join(CORA);
    dave.settle();
    expect(dave.executed.map(({ userId }) => userId).sort()).toEqual([ANNA, BERT, CORA]);
    expect(dave.executed.every(({ transitionId }) => transitionId === 1)).toBe(true);
    expect(dave.clock.pending).toBe(0);
  });

  test('a member who never says that it is ready holds the others up for two seconds at most', () => {
    const dave = new DaveTestGroup();
    dave.join(ANNA);
    dave.join(BERT);
    dave.settle();
    dave.join(CORA);
    dave.settle((userId, op) => userId === BERT && op === VoiceOp.transitionReady);
    dave.clock.advance(1999);
    dave.settle();
    expect(dave.executed).toEqual([]);
    dave.clock.advance(1);
    dave.settle();
    expect(dave.executed).toHaveLength(3);
  });

  test('a member that cannot read a commit asks again and is taken in again', () => {
    const dave = new DaveTestGroup();
    const anna = dave.join(ANNA);
    const bert = dave.join(BERT);
    dave.settle();
    bert.receiveBinary(VoiceOp.announceCommit, Buffer.from('00070102030405', 'hex'));
    dave.settle();
    expect(bert.recoveries).toBe(1);
    expectAllToDecrypt({ [ANNA]: anna, [BERT]: bert });
    const cora = dave.join(CORA);
    dave.settle();
    cora.receiveBinary(VoiceOp.welcome, Buffer.from('0007', 'hex'));
    dave.settle();
    expectAllToDecrypt({ [ANNA]: anna, [BERT]: bert, [CORA]: cora });
  });

  test('when every member lost the thread, all start afresh', () => {
    const dave = new DaveTestGroup();
    const members = Object.fromEntries([ANNA, BERT, CORA].map((id) => [id, dave.join(id)]));
    dave.settle();
    for (const client of Object.values(members)) {
      client.receiveBinary(VoiceOp.announceCommit, Buffer.from('0007ff', 'hex'));
    }
    dave.settle();
    expect(dave.group.userIds.sort()).toEqual([ANNA, BERT, CORA]);
    expectAllToDecrypt(members);
  });

  test('a forged, damaged or borrowed key package is refused', () => {
    const dave = new DaveTestGroup();
    const packages: Buffer[] = [];
    dave.join(ANNA);
    dave.join(BERT);
    dave.settle((userId, op) => userId === BERT && op === VoiceOp.keyPackage);
    const stranger = new DaveTestGroup();
    stranger.group.receiveKeyPackage = (_, payload) => packages.push(Buffer.from(payload));
    stranger.join(BERT);
    stranger.settle();
    const genuine = packages[0] ?? Buffer.alloc(0);
    expect(() => dave.group.receiveKeyPackage(ANNA, genuine)).toThrow('another user');
    for (const spoiled of [8, 100, genuine.length - 1]) {
      const copy = Buffer.from(genuine);
      copy.writeUInt8(copy.readUInt8(spoiled) ^ 1, spoiled);
      expect(() => dave.group.receiveKeyPackage(BERT, copy)).toThrow();
    }
    expect(() => dave.group.receiveKeyPackage(BERT, genuine.subarray(0, 50))).toThrow();
    const otherSuite = Buffer.from(genuine);
    otherSuite.writeUInt16BE(1, 2);
    expect(() => dave.group.receiveKeyPackage(BERT, otherSuite)).toThrow('ciphersuite');
    dave.group.receiveKeyPackage(BERT, genuine);
  });
});
