import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchChild } from '../processes/benchChild.ts';
import type { ProcessUsage } from '../processes/callSpec.ts';
import { monotonicMs } from '../processes/monotonicTime.ts';
import { waitedForCoreMs } from '../processes/waitedForCore.ts';
import { type ModelEvent, modelEvents, respond } from './modelCalls.ts';
import {
  everybodyLeaves,
  type HeardPacket,
  peopleSpeak,
  personEncryptsFor,
  personHeard,
  personHeardPcm,
  personHearsQuiet,
  personJoins,
  personSays,
  type SpokenPart,
} from './peopleCalls.ts';
import {
  GATEWAY_PAYLOAD,
  gatewayPayload,
  openConversation,
  type TurnsBy,
  voicePayload,
} from './subjectCalls.ts';
import type { Room, SentPacket, VoiceDesk } from './voiceDesk.ts';

/** One conversation on a stage. */
export interface StageConversation extends Room {
  conversationId: string;
}

/** What a stage is made of. */
export interface StageParts {
  conversations: number;
  peopleEach?: number;
  turns: TurnsBy;
  modelUrl: string;
  subject: BenchChild;
  desk: VoiceDesk;
  model: BenchChild;
  people: BenchChild;
}

/** Shares of one core over a piece of work, in percent. */
export interface StageUsage {
  subjectCpu: number;
  /** Of the voice server, the people and the model together. */
  worldCpu: number;
  /** Of the time, how much the subject was ready to run and got no core. */
  subjectWaited: number;
  /** The same of the voice server, whose clock stamps the packets. */
  voiceServerWaited: number;
}

/** The subject may greet when it has joined; this long after its last sound the greeting is over. */
const GREETING_OVER_MS = 700;
const EVENT_LIMIT_MS = 12_000;
const EVENT_LOOK_MS = 100;

/** One subject with its conversations, each with a person in a channel of its own. */
export class Stage {
  readonly conversations: StageConversation[] = [];
  readonly #parts: StageParts;
  #emptyRssBytes = 0;

  constructor(parts: StageParts) {
    this.#parts = parts;
    for (let index = 0; index < parts.conversations; index++) {
      const room = parts.desk.newRoom(parts.peopleEach);
      this.conversations.push({ ...room, conversationId: `bench-${room.guildId}` });
    }
    parts.subject.on(GATEWAY_PAYLOAD, (data) => this.#onGatewayPayload(data));
  }

  /** What the subject's process took before it held any conversation. */
  get emptyRssBytes(): number {
    return this.#emptyRssBytes;
  }

  /** The first conversation. @throws Error on a stage without any */
  get first(): StageConversation {
    const [first] = this.conversations;
    if (first === undefined) throw new Error('the stage is empty');
    return first;
  }

  /** Everybody comes in; resolves when all can hear each other and the greetings are over. */
  async begin(): Promise<void> {
    const { desk, people, subject, modelUrl, turns } = this.#parts;
    this.#emptyRssBytes = (await subject.usage(true)).rssBytes;
    for (const conversation of this.conversations) {
      for (const { userId } of conversation.people) {
        await people.call(personJoins, desk.personSeat(conversation, userId));
      }
      await subject.call(openConversation, { ...conversation, modelUrl, turns });
      for (const { userId } of conversation.people) {
        await people.call(personEncryptsFor, { userId, otherId: conversation.botUserId });
      }
    }
    await Promise.all(this.conversations.map((one) => this.untilQuiet(one, GREETING_OVER_MS)));
  }

  /** All those people say those packets; resolves when they have. `spreadMs`: not all on the same beat. */
  async speak(
    packets: readonly Uint8Array[],
    options: { conversations?: readonly StageConversation[]; spreadMs?: number } = {},
  ): Promise<void> {
    const { conversations = this.conversations, spreadMs = 0 } = options;
    const userIds = conversations.map(({ personId }) => personId);
    await this.#parts.people.call(peopleSpeak, { userIds, packets: [...packets], spreadMs });
  }

  /** Somebody says those parts in real time, each so long after the one before; resolves when the last was said. */
  async say(userId: string, parts: readonly SpokenPart[]): Promise<void> {
    await this.#parts.people.call(personSays, { userId, parts: [...parts] });
  }

  /** The model begins to answer, in each of those conversations at once. */
  async respond(conversations: readonly StageConversation[] = this.conversations): Promise<void> {
    const conversationIds = conversations.map(({ conversationId }) => conversationId);
    await this.#parts.model.call(respond, { conversationIds });
  }

  /** Waits until the person has heard nothing from the bot for so long. */
  async untilQuiet({ personId, botUserId }: StageConversation, quietMs: number): Promise<void> {
    await this.#parts.people.call(personHearsQuiet, { userId: personId, fromUserId: botUserId, quietMs });
  }

  /** The bot's packets as the person heard them. */
  heard({ personId, botUserId }: StageConversation, sinceMs: number): Promise<HeardPacket[]> {
    return this.#parts.people.call(personHeard, { userId: personId, fromUserId: botUserId, sinceMs });
  }

  /** The same as sound: 24 kHz mono. */
  heardPcm({ personId, botUserId }: StageConversation, sinceMs: number): Promise<Int16Array> {
    return this.#parts.people.call(personHeardPcm, { userId: personId, fromUserId: botUserId, sinceMs });
  }

  sentToPerson(conversation: StageConversation, sinceMs: number): SentPacket[] {
    return this.#parts.desk.sentToPerson(conversation, sinceMs);
  }

  sentToBot(conversation: StageConversation, sinceMs: number): SentPacket[] {
    return this.#parts.desk.sentToBot(conversation, sinceMs);
  }

  /** The model's events of those types (all, when empty) in this stage's conversations, or in one of them. */
  async events(types: readonly string[], sinceMs: number, of?: StageConversation): Promise<ModelEvent[]> {
    const wanted = new Set((of === undefined ? this.conversations : [of]).map((one) => one.conversationId));
    const events = await this.#parts.model.call(modelEvents, { sinceMs, types: [...types] });
    return events.filter(({ conversationId }) => wanted.has(conversationId));
  }

  /** Waits until the model's wire has carried an event of that type for this conversation, or for some seconds. */
  async untilEvent(conversation: StageConversation, type: string, sinceMs: number): Promise<void> {
    while (monotonicMs() - sinceMs < EVENT_LIMIT_MS) {
      if ((await this.events([type], sinceMs, conversation)).length > 0) return;
      await sleep(EVENT_LOOK_MS);
    }
  }

  /** What the subject's process holds now. */
  usage(collect = false): Promise<ProcessUsage> {
    return this.#parts.subject.usage(collect);
  }

  /** CPU over a piece of work, the bench's own processes beside the subject's. */
  async measure(work: () => Promise<void>): Promise<StageUsage> {
    const { model, people, subject } = this.#parts;
    const look = async () => {
      const [ofSubject, ofModel, ofPeople] = await Promise.all([
        subject.usage(),
        model.usage(),
        people.usage(),
      ]);
      const { user, system } = process.cpuUsage();
      return {
        subjectCpu: ofSubject.cpuMs,
        worldCpu: ofModel.cpuMs + ofPeople.cpuMs + (user + system) / 1000,
        subjectWaited: ofSubject.waitedMs,
        voiceServerWaited: waitedForCoreMs(),
        atMs: monotonicMs(),
      };
    };
    const before = await look();
    await work();
    const after = await look();
    const percent = (of: keyof StageUsage) => ((after[of] - before[of]) / (after.atMs - before.atMs)) * 100;
    return {
      subjectCpu: percent('subjectCpu'),
      worldCpu: percent('worldCpu'),
      subjectWaited: percent('subjectWaited'),
      voiceServerWaited: percent('voiceServerWaited'),
    };
  }

  /** Everybody goes home and the subject's process ends. */
  async end(): Promise<void> {
    await this.#parts.people.call(everybodyLeaves, undefined);
    await this.#parts.subject.stop();
    for (const conversation of this.conversations) this.#parts.desk.clear(conversation);
  }

  #onGatewayPayload(data: unknown): void {
    const { conversationId, payload } = gatewayPayload.parse(data);
    const conversation = this.conversations.find((one) => one.conversationId === conversationId);
    if (conversation === undefined || payload.d.channel_id === null) return;
    for (const { kind, data: told } of this.#parts.desk.botPayloads(conversation)) {
      // A subject that ends meanwhile is told to its caller, not here.
      this.#parts.subject.call(voicePayload, { conversationId, kind, data: told }).catch(() => {});
    }
  }
}
