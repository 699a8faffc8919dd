import { isDeepStrictEqual } from 'node:util';
import type { ModelSettings } from './modelSettings.ts';

/** What of a running session can be changed. The voice only before the model has made its first sound (wire: `voice` locks). */
export type LiveChange = Pick<ModelSettings, (typeof LIVE_FIELDS)[number]>;

/** The same for a conversation: with another model goes another session. */
export type SettingsChange = LiveChange & Pick<ModelSettings, 'model'>;

const LIVE_FIELDS = [
  'instructions',
  'voice',
  'speed',
  'maxOutputTokens',
  'tools',
  'remoteMcp',
] as const satisfies readonly (keyof ModelSettings)[];

/** Both are one list on the wire, which an update replaces as a whole. */
const TOOL_FIELDS = ['tools', 'remoteMcp'] as const satisfies readonly (typeof LIVE_FIELDS)[number][];

/** What live settings need of their session. */
export interface LiveSettingsParts {
  /** Sends the fields that differ; of `tools` and `remoteMcp` both, if either does. */
  send(change: Partial<LiveChange>): void;
  /** A response is being made: the server takes no other speed meanwhile. */
  busy(): boolean;
}

/** The settings of a session that may be changed while it runs: sends what differs as soon as the server will take it. */
export class LiveSettings {
  readonly #parts: LiveSettingsParts;
  #wanted: ModelSettings;
  /** What the session has; `undefined`: there is none. */
  #has: LiveChange | undefined;
  #open = false;
  #voiceLocked = false;

  constructor(settings: ModelSettings, parts: LiveSettingsParts) {
    this.#wanted = settings;
    this.#parts = parts;
  }

  /** What a new session is to begin with. */
  get current(): ModelSettings {
    return this.#wanted;
  }

  /** From now on, or from the next moment at which it can be, these hold. */
  change(change: LiveChange): void {
    this.#wanted = { ...this.#wanted, ...change };
    this.settle();
  }

  /** A new session was sent {@link current}. */
  sent(): void {
    this.#has = this.#wanted;
    this.#voiceLocked = false;
  }

  /** The session took what it was sent. */
  opened(): void {
    this.#open = true;
    this.settle();
  }

  /** The session is gone. */
  closed(): void {
    this.#open = false;
    this.#has = undefined;
  }

  /** The model has made a sound. */
  sounded(): void {
    this.#voiceLocked = true;
  }

  /** Something may have ended that was in the way. */
  settle(): void {
    const has = this.#has;
    if (!this.#open || has === undefined || this.#parts.busy()) return;
    const differing = LIVE_FIELDS.filter(
      (field) =>
        !isDeepStrictEqual(has[field], this.#wanted[field]) && !(field === 'voice' && this.#voiceLocked),
    );
    if (differing.length === 0) return;
    const sent = TOOL_FIELDS.some((field) => differing.includes(field))
      ? [...new Set([...differing, ...TOOL_FIELDS])]
      : differing;
    const change: Partial<LiveChange> = Object.fromEntries(sent.map((field) => [field, this.#wanted[field]]));
    this.#has = { ...has, ...change };
    this.#parts.send(change);
  }
}
