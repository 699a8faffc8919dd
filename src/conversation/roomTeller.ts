import type { Person } from '../host/messages.ts';
import type { RealtimePort } from '../realtime/sessionEvents.ts';
import { RoomNotes } from '../turn/roomNotes.ts';

/** More than a channel holds, and whoever left it of late. */
const MAX_NAMES = 500;
/** So many of those who are here are named to a new session. */
const MAX_HERE = 25;

/** Tells the model who is in the room and who speaks, in short notes and without making it speak. */
export class RoomTeller {
  readonly #realtime: Pick<RealtimePort, 'addText'>;
  readonly #notes: RoomNotes;
  /** Everybody who was here: what somebody said who has left meanwhile is still told under their name. Last seen, last. */
  readonly #names = new Map<string, string>();
  #presentIds: ReadonlySet<string> | undefined;
  #speakerId: string | undefined;
  /** Somebody came or went since the conversation began, which a later session has not seen. */
  #changed = false;

  /** @param botNames are the bot's: a person of that name gets a number */
  constructor(realtime: Pick<RealtimePort, 'addText'>, botNames: readonly string[]) {
    this.#realtime = realtime;
    this.#notes = new RoomNotes(botNames);
  }

  /** Who is here now. The first time nobody has joined: they were here before. */
  people(people: readonly Person[]): void {
    const before = this.#presentIds;
    const humans = people.filter(({ bot }) => !bot);
    for (const { userId, displayName } of people) this.#remember(userId, displayName);
    this.#presentIds = new Set(humans.map(({ userId }) => userId));
    if (before === undefined) return;
    for (const userId of before) {
      if (this.#presentIds.has(userId)) continue;
      this.#changed = true;
      this.#tell(this.#notes.left(userId, this.#displayNameOf(userId)));
    }
    for (const userId of this.#presentIds) {
      if (before.has(userId)) continue;
      this.#changed = true;
      this.#tell(this.#notes.joined(userId, this.#displayNameOf(userId)));
    }
  }

  /** What follows is said by them. Said once, until somebody else speaks. */
  speaking(userId: string): void {
    if (this.#speakerId === userId) return;
    this.#speakerId = userId;
    this.#tell(this.#notes.speaking(userId, this.#displayNameOf(userId)));
  }

  /** What the model knows them by. */
  nameOf(userId: string): string {
    return this.#notes.nameOf(userId, this.#displayNameOf(userId));
  }

  /** The next session knows nobody. */
  sessionLost(): void {
    this.#speakerId = undefined;
  }

  /** The next session is there, and has not seen who came and went. Not more of them than it can read at a glance. */
  sessionBack(): void {
    if (!this.#changed) return;
    const names = [...(this.#presentIds ?? [])].slice(0, MAX_HERE).map((userId) => this.nameOf(userId));
    this.#tell(this.#notes.hereNow(names));
  }

  #remember(userId: string, displayName: string): void {
    this.#names.delete(userId);
    this.#names.set(userId, displayName);
    const [oldest] = this.#names.keys();
    if (this.#names.size > MAX_NAMES && oldest !== undefined) this.#names.delete(oldest);
  }

  #displayNameOf(userId: string): string {
    return this.#names.get(userId) ?? '';
  }

  #tell(note: string): void {
    this.#realtime.addText('user', note);
  }
}
