import { silentLogger } from '../../src/observe/logger.ts';
import { CallRate } from '../../src/tools/callRate.ts';
import type { ShownQuestion, YesQuestion } from '../../src/tools/confirmations.ts';
import { NativeMcp } from '../../src/tools/mcp/nativeMcp.ts';
import { SpokenToday } from '../../src/tools/spokenToday.ts';
import type { AuditEntry } from '../../src/tools/toolAudit.ts';
import { ToolCalls, type ToolRoom } from '../../src/tools/toolCalls.ts';
import type { Tool, ToolContext } from '../../src/tools/toolContract.ts';
import { ToolRegistry } from '../../src/tools/toolRegistry.ts';
import { type Caller, STRANGER } from '../../src/tools/toolRights.ts';
import { ToolSwitches } from '../../src/tools/toolSwitches.ts';
import { ManualClock } from '../manualClock.ts';
import { toolContext } from './toolContext.ts';

/** The owner, an admin, a DJ, and somebody with no role. */
export const OWNER = 'owner';
export const ADMIN = 'admin';
export const DJ = 'dj';
export const GUEST = 'guest';

const RIGHTS: Record<string, Partial<Caller>> = {
  [OWNER]: { owner: true, admin: true },
  [ADMIN]: { admin: true },
  [DJ]: { roles: ['77', 'DJ'] },
};

/** One conversation's tool calls, with a room that keeps what it is told. */
export class ToolStage implements ToolRoom {
  readonly conversationId = 'c';
  readonly guildId = '1';
  readonly clock = new ManualClock();
  readonly switches = new ToolSwitches();
  readonly audit: AuditEntry[] = [];
  /** What people are shown of the trail. */
  readonly shown: { entry: AuditEntry; result: string }[] = [];
  readonly answers: { callId: string; output: unknown; speaks: boolean }[] = [];
  readonly told: { text: string; userIds: readonly string[] }[] = [];
  readonly written: string[] = [];
  readonly questions: (YesQuestion & { end?: string; by?: string | undefined })[] = [];
  readonly contexts: ToolContext[] = [];
  readonly calls: ToolCalls;
  #callIds = 0;

  constructor(...tools: Tool[]) {
    this.calls = new ToolCalls(
      {
        registry: new ToolRegistry(tools),
        rate: new CallRate(this.clock),
        switches: this.switches,
        audit: { record: (entry) => this.audit.push(entry) },
        native: new NativeMcp([]),
        spoken: new SpokenToday(),
        clock: this.clock,
        log: silentLogger(),
      },
      this,
    );
  }

  /** The model calls a function while it answers these people; answers the call's id. */
  call(name: string, args: unknown, userIds: readonly string[] = [GUEST], callId?: string): string {
    this.#callIds += 1;
    const id = callId ?? `call-${this.#callIds}`;
    const argumentsJson = typeof args === 'string' ? args : JSON.stringify(args);
    this.calls.call({ callId: id, name, argumentsJson, userIds });
    return id;
  }

  /** What tools and their promises have to do at this moment is done. */
  async settle(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
  }

  get outcomes(): string[] {
    return this.audit.map(({ outcome }) => outcome);
  }

  epochMs(): number {
    return this.clock.nowMs();
  }

  context(askedBy: readonly string[], signal: AbortSignal): ToolContext {
    const context = toolContext({ askedBy, signal });
    this.contexts.push(context);
    return context;
  }

  callers(userIds: readonly string[]): Caller[] {
    return userIds.map((userId) => ({ userId, ...STRANGER, ...RIGHTS[userId] }));
  }

  answer(callId: string, output: string, speaks: boolean): void {
    this.answers.push({ callId, output: JSON.parse(output), speaks });
  }

  tell(text: string, userIds: readonly string[]): void {
    this.told.push({ text, userIds });
  }

  audited(entry: AuditEntry, result: string): void {
    this.shown.push({ entry, result });
  }

  write(text: string): void {
    this.written.push(text);
  }

  ask(question: YesQuestion): ShownQuestion {
    const kept: (typeof this.questions)[number] = { ...question };
    this.questions.push(kept);
    return {
      settle: (end, by) => {
        kept.end = end;
        kept.by = by;
      },
    };
  }
}
