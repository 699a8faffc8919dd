/** 2015-01-01T00:00:00Z: the zero of Discord's ids (Discord's reference, "Snowflakes"). */
const DISCORD_EPOCH_MS = 1_420_070_400_000;
const TIMESTAMP_SHIFT_BITS = 22n;

/** Makes Discord ids: each is unique, later ones are greater, and the upper bits tell when it was made. */
export class SnowflakeMint {
  #last = 0n;

  next(): string {
    const earliest = BigInt(Date.now() - DISCORD_EPOCH_MS) << TIMESTAMP_SHIFT_BITS;
    this.#last = earliest > this.#last ? earliest : this.#last + 1n;
    return this.#last.toString();
  }
}

/** The shard that is told about a guild: `(guild_id >> 22) % shard_count`. */
export function shardOfGuild(guildId: string, shardCount: number): number {
  return Number((BigInt(guildId) >> TIMESTAMP_SHIFT_BITS) % BigInt(shardCount));
}

/** True for text that can be an id at all. */
export function isSnowflake(text: string): boolean {
  return /^\d{15,20}$/.test(text);
}
