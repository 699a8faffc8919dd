/** Where the switches are kept. */
export interface ToolSwitchStore {
  /** Everything that is switched off, anywhere. */
  allOff(): Promise<readonly { guildId: string; tool: string }[]>;
  set(guildId: string, tool: string, on: boolean): Promise<void>;
}

const NONE: ReadonlySet<string> = new Set();

/** Which tools are switched off in which server. Read once, then kept here: a call must not wait for a disk. */
export class ToolSwitches {
  readonly #store: ToolSwitchStore | undefined;
  readonly #off = new Map<string, Set<string>>();

  /** @param store left out: what is switched lasts until the program ends */
  constructor(store?: ToolSwitchStore) {
    this.#store = store;
  }

  /** Reads what was switched before. */
  async load(): Promise<void> {
    for (const { guildId, tool } of (await this.#store?.allOff()) ?? []) this.#set(guildId, tool, false);
  }

  offIn(guildId: string): ReadonlySet<string> {
    return this.#off.get(guildId) ?? NONE;
  }

  /** Switches a tool; resolves when that is kept. @throws whatever the store fails with, and nothing is changed then */
  async set(guildId: string, tool: string, on: boolean): Promise<void> {
    await this.#store?.set(guildId, tool, on);
    this.#set(guildId, tool, on);
  }

  #set(guildId: string, tool: string, on: boolean): void {
    const off = this.#off.get(guildId) ?? new Set();
    if (on) off.delete(tool);
    else off.add(tool);
    if (off.size === 0) this.#off.delete(guildId);
    else this.#off.set(guildId, off);
  }
}
