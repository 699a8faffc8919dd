import { DaveClient } from '../../../../src/offline/discord/voice/daveClient.ts';
import { DaveGroup } from '../../../../src/offline/discord/voice/daveGroup.ts';
import { ExternalSender } from '../../../../src/offline/discord/voice/externalSender.ts';
import { VoiceOp } from '../../../../src/offline/discord/voice/voiceOpcodes.ts';
import { ManualClock } from '../../../manualClock.ts';

const CHANNEL_ID = '2000000000000000001';

interface Letter {
  op: number;
  payload: Buffer | undefined;
  data: Record<string, unknown>;
}

interface Seat {
  client: DaveClient;
  inbox: Letter[];
  /** What this member has sent and the group has not read yet. */
  outbox: Letter[];
}

/** A DAVE group and its members without sockets: messages wait in boxes until {@link settle} carries them, in order. */
export class DaveTestGroup {
  readonly clock = new ManualClock();
  readonly sender = new ExternalSender();
  readonly executed: { userId: string; transitionId: unknown }[] = [];
  readonly #seats = new Map<string, Seat>();
  readonly group = new DaveGroup({
    channelId: CHANNEL_ID,
    sender: this.sender,
    clock: this.clock,
    mailbox: {
      binary: (userId, op, payload) => {
        this.#seats.get(userId)?.inbox.push({ op, payload: Buffer.from(payload), data: {} });
      },
      json: (userId, op, data) => {
        this.#seats.get(userId)?.inbox.push({ op, payload: undefined, data: { ...data } });
      },
    },
  });

  /** Seats a member and has it offer a key package; nothing is carried yet. */
  join(userId: string): DaveClient {
    const outbox: Letter[] = [];
    const client = new DaveClient({
      userId,
      channelId: CHANNEL_ID,
      uplink: {
        binary: (op, payload) => outbox.push({ op, payload: Buffer.from(payload), data: {} }),
        json: (op, data) => outbox.push({ op, payload: undefined, data: { ...data } }),
      },
      knownUserIds: () => [...this.#seats.keys()],
    });
    this.#seats.set(userId, { client, inbox: [], outbox });
    this.group.connect(userId);
    client.offer();
    return client;
  }

  leave(userId: string): void {
    this.#seats.delete(userId);
    this.group.disconnect(userId);
  }

  /** What waits to be read by that member. */
  waitingFor(userId: string): number[] {
    return (this.#seats.get(userId)?.inbox ?? []).map(({ op }) => op);
  }

  /** Takes every waiting answer of that member away, as a client that has hung up would. */
  mute(userId: string): void {
    const seat = this.#seats.get(userId);
    if (seat !== undefined) seat.outbox.length = 0;
  }

  /** One letter each way per member, round and round, until all boxes are empty. */
  settle(skip?: (userId: string, op: number) => boolean): void {
    for (let round = 0; round < 1000; round++) {
      if (!this.#carryOneEach(skip)) return;
    }
    throw new Error('the group does not come to rest');
  }

  #carryOneEach(skip?: (userId: string, op: number) => boolean): boolean {
    let carried = false;
    for (const [userId, { client, inbox, outbox }] of [...this.#seats]) {
      const down = inbox.shift();
      if (down !== undefined) {
        carried = true;
        if (!skip?.(userId, down.op)) this.#toClient(userId, client, down);
      }
      const up = outbox.shift();
      if (up !== undefined) {
        carried = true;
        if (!skip?.(userId, up.op)) this.#toGroup(userId, up);
      }
    }
    return carried;
  }

  #toClient(userId: string, client: DaveClient, { op, payload, data }: Letter): void {
    if (payload !== undefined) client.receiveBinary(op, payload);
    else if (op === VoiceOp.prepareEpoch) client.prepareEpoch(Number(data.epoch));
    else if (op === VoiceOp.prepareTransition) {
      client.prepareTransition(Number(data.transition_id), Number(data.protocol_version));
    } else if (op === VoiceOp.executeTransition) {
      client.executeTransition(Number(data.transition_id));
      this.executed.push({ userId, transitionId: data.transition_id });
    }
  }

  #toGroup(userId: string, { op, payload, data }: Letter): void {
    if (op === VoiceOp.keyPackage && payload !== undefined) this.group.receiveKeyPackage(userId, payload);
    else if (op === VoiceOp.commitWelcome && payload !== undefined) this.group.receiveCommit(userId, payload);
    else if (op === VoiceOp.transitionReady) this.group.receiveReady(userId, Number(data.transition_id));
    else if (op === VoiceOp.invalidCommitWelcome) this.group.receiveInvalid(userId);
  }
}
