import { GatewayOpcodes } from 'discord-api-types/v10';
import type { JsonObject } from './jsonObject.ts';
import { shardOfGuild } from './snowflake.ts';
import type { ApplicationState } from './worldState.ts';

/** Dispatches kept for a Resume. */
const MAX_REPLAY = 2_000;

/** The socket a session speaks through, as far as the session is concerned. */
export interface SessionSocket {
  send(payload: JsonObject): void;
  close(code: number, reason: string): void;
  /** Cuts the connection without a close frame. */
  cut(): void;
}

/** What Identify settled. */
export interface SessionOptions {
  readonly id: string;
  readonly application: ApplicationState;
  readonly intents: number;
  readonly shardId: number;
  readonly shardCount: number;
}

interface Dispatched {
  readonly sequence: number;
  readonly payload: JsonObject;
}

/** One gateway session: it outlives its sockets, numbers its dispatches and keeps them for a Resume. */
export class GatewaySession {
  readonly id: string;
  readonly application: ApplicationState;
  readonly intents: number;
  readonly shardId: number;
  readonly shardCount: number;
  readonly #replay: Dispatched[] = [];
  #sequence = 0;
  #socket: SessionSocket | undefined;

  constructor(options: SessionOptions) {
    this.id = options.id;
    this.application = options.application;
    this.intents = options.intents;
    this.shardId = options.shardId;
    this.shardCount = options.shardCount;
  }

  get socket(): SessionSocket | undefined {
    return this.#socket;
  }

  get sequence(): number {
    return this.#sequence;
  }

  /** True if this session is the one that hears of the guild; direct messages belong to shard 0. */
  covers(guildId: string | undefined): boolean {
    const shardId = guildId === undefined ? 0 : shardOfGuild(guildId, this.shardCount);
    return shardId === this.shardId;
  }

  wants(intents: number): boolean {
    return intents === 0 || (this.intents & intents) !== 0;
  }

  attach(socket: SessionSocket): void {
    this.#socket = socket;
  }

  /** Forgets that socket; a newer one stays. */
  detach(socket: SessionSocket): void {
    if (this.#socket === socket) this.#socket = undefined;
  }

  /** Sends an event, or keeps it for the Resume while there is no socket. */
  dispatch(event: string, data: unknown): void {
    this.#sequence += 1;
    const payload = { op: GatewayOpcodes.Dispatch, t: event, s: this.#sequence, d: data };
    if (this.#replay.length >= MAX_REPLAY) this.#replay.shift();
    this.#replay.push({ sequence: this.#sequence, payload });
    this.#socket?.send(payload);
  }

  /** True if every dispatch after that one is still kept. */
  canReplayAfter(sequence: number): boolean {
    const oldest = this.#replay[0]?.sequence ?? this.#sequence + 1;
    return sequence + 1 >= oldest;
  }

  /** Sends again what a client that stopped at that sequence has missed. */
  replayAfter(sequence: number): void {
    for (const dispatched of this.#replay) {
      if (dispatched.sequence > sequence) this.#socket?.send(dispatched.payload);
    }
  }
}
