import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ParleyError } from '../../src/errors.ts';
import { BACKGROUND_AFTER_MS, MAX_RUNNING } from '../../src/tools/toolCalls.ts';
import { DEFAULT_TIME_LIMIT_MS, defineTool, type ToolInput } from '../../src/tools/toolContract.ts';
import { MAX_TOOL_OUTPUT_CHARACTERS } from '../../src/tools/toolOutput.ts';
import { ADMIN, DJ, GUEST, OWNER, ToolStage } from './toolStage.ts';

/** A tool that echoes its word unless the test says otherwise. */
function echo(changes: Partial<ToolInput<z.ZodObject<{ word: z.ZodString }>, z.ZodUnknown>> = {}) {
  return defineTool({
    name: 'echo',
    description: 'Says it back.',
    arguments: z.object({ word: z.string() }),
    run: async ({ word }): Promise<unknown> => ({ word }),
    ...changes,
  });
}

const HI = { word: 'hi' };

describe('a call', () => {
  it('is answered once, with what came of it as data', async () => {
    const stage = new ToolStage(echo());
    const callId = stage.call('echo', HI);
    await stage.settle();
    expect(stage.answers).toEqual([{ callId, output: { data: { word: 'hi' } }, speaks: true }]);
    expect(stage.audit).toMatchObject([
      { tool: 'echo', outcome: 'done', userIds: [GUEST], argumentsText: '{"word":"hi"}' },
    ]);
    expect(stage.clock.pending).toBe(0);
  });

  it('is shown to people with the beginning of its answer, without what is private or secret', async () => {
    const stage = new ToolStage(
      echo(),
      echo({ name: 'private', privateArguments: true }),
      echo({ name: 'secret', run: async () => ({ apiKey: 'hunter2', note: 'x'.repeat(500) }) }),
      echo({ name: 'silent', run: async () => undefined }),
      echo({ name: 'unwritable', run: async () => 1n }),
      echo({ name: 'throws', run: () => Promise.reject(new Error('secret path')) }),
    );
    for (const name of ['echo', 'private', 'secret', 'silent', 'unwritable', 'throws']) stage.call(name, HI);
    await stage.settle();
    const shown = new Map(stage.shown.map(({ entry, result }) => [entry.tool, result]));
    expect(shown.get('secret')).toMatch(/^{"apiKey":"\(hidden\)","note":"x+…$/);
    expect(shown.get('secret')).toHaveLength(300);
    shown.delete('secret');
    expect(Object.fromEntries(shown)).toEqual({
      ...{ echo: '{"word":"hi"}', private: '', silent: '', unwritable: '', throws: '' },
    });
  });

  it('that comes twice is run once', async () => {
    let runs = 0;
    const stage = new ToolStage(echo({ run: async () => ++runs }));
    stage.call('echo', HI, [GUEST], 'same');
    stage.call('echo', HI, [GUEST], 'same');
    await stage.settle();
    expect(runs).toBe(1);
    expect(stage.answers).toHaveLength(1);
  });

  it.each([
    ['triple', '{}', 'no tool of that name'],
    ['__proto__', '{}', 'no tool of that name'],
    ['echo', '{"word":', 'not valid JSON'],
    ['echo', '{"word":2}', 'word: '],
  ])('of %s with %s is refused in words', async (name, args, why) => {
    const stage = new ToolStage(echo());
    stage.call(name, args);
    await stage.settle();
    expect(stage.answers).toMatchObject([{ output: { error: expect.stringContaining(why) }, speaks: true }]);
  });

  it('that fails is answered without telling why, unless the reason was written for people', async () => {
    const told = new ParleyError('x', { code: 'tool_failed', tellPerson: 'The shop is closed.' });
    const stage = new ToolStage(
      echo({
        name: 'throws',
        run: () => {
          throw new Error('secret path');
        },
      }),
      echo({ name: 'rejects', run: () => Promise.reject(new Error('secret path')) }),
      echo({ name: 'tells', run: () => Promise.reject(told) }),
      echo({ name: 'unwritable', run: async () => 1n }),
      echo({ name: 'breaksItsWord', run: async () => 'text', result: z.unknown().refine(() => false) }),
    );
    for (const name of ['throws', 'rejects', 'tells', 'unwritable', 'breaksItsWord']) stage.call(name, HI);
    await stage.settle();
    const failed = { error: 'the tool failed; it may work later' };
    expect(new Map(stage.answers.map(({ callId, output }) => [callId, output]))).toEqual(
      new Map<string, unknown>([
        ['call-1', failed],
        ['call-2', failed],
        ['call-3', { error: 'The shop is closed.' }],
        ['call-4', failed],
        ['call-5', failed],
      ]),
    );
    expect(stage.clock.pending).toBe(0);
  });

  it('whose answer is huge is cut, and the model is told so', async () => {
    const stage = new ToolStage(echo({ run: async () => '😀'.repeat(1_300_000) }));
    stage.call('echo', HI);
    await stage.settle();
    const { output } = stage.answers[0] ?? {};
    expect(output).toMatchObject({ note: expect.stringContaining('of 2600002 characters') });
    expect(JSON.stringify(output).length).toBeLessThan(MAX_TOOL_OUTPUT_CHARACTERS);
  });

  it('is refused when the tool is switched off in the server', async () => {
    const stage = new ToolStage(echo());
    await stage.switches.set('1', 'echo', false);
    stage.call('echo', HI);
    expect(stage.answers).toMatchObject([{ output: { error: expect.stringContaining('switched off') } }]);
  });

  it('is refused to whoever asks too often, and to nobody else', async () => {
    const stage = new ToolStage(echo({ callsPerMinute: 2 }));
    for (const who of [GUEST, GUEST, GUEST, ADMIN]) stage.call('echo', HI, [who]);
    await stage.settle();
    expect(stage.outcomes.filter((outcome) => outcome === 'denied')).toHaveLength(1);
    stage.clock.advance(60_000);
    stage.call('echo', HI, [GUEST]);
    await stage.settle();
    expect(stage.outcomes.filter((outcome) => outcome === 'done')).toHaveLength(4);
  });

  it('keeps secrets and private arguments out of the trail', async () => {
    const open = defineTool({ ...echo(), arguments: z.looseObject({}), run: async () => null });
    const stage = new ToolStage(
      { ...open, name: 'open' },
      { ...open, name: 'private', privateArguments: true },
    );
    stage.call('open', { apiKey: 'k1', deep: { password: 'k2' }, word: 'x'.repeat(5000) });
    stage.call('private', { text: 'k3' });
    await stage.settle();
    expect(JSON.stringify(stage.audit)).not.toMatch(/k[123]/);
    expect(stage.audit.map(({ argumentsText }) => argumentsText.length < 400)).toEqual([true, true]);
  });
});

describe('rights', () => {
  const allowed = async (mayUse: ToolInput<z.ZodType, z.ZodType>['mayUse'], userIds: string[]) => {
    const stage = new ToolStage(echo({ ...(mayUse === undefined ? {} : { mayUse }) }));
    stage.call('echo', HI, userIds);
    await stage.settle();
    return stage.outcomes[0] === 'done';
  };

  it.each([
    ['everyone', [GUEST], true],
    ['everyone', [], true],
    ['admins', [GUEST], false],
    ['admins', [DJ], false],
    ['admins', [ADMIN], true],
    ['admins', [OWNER], true],
    ['admins', [], false],
    ['admins', [ADMIN, GUEST], false],
    ['admins', [ADMIN, OWNER], true],
    ['owner', [ADMIN], false],
    ['owner', [OWNER], true],
    [{ roles: ['DJ'] }, [DJ], true],
    [{ roles: ['77'] }, [DJ], true],
    [{ roles: ['DJ'] }, [ADMIN], true],
    [{ roles: ['DJ'] }, [GUEST], false],
    [{ roles: ['DJ'] }, [DJ, GUEST], false],
  ] as const)('%j asked by %j: %s', async (mayUse, userIds, may) => {
    expect(
      await allowed(
        mayUse === 'everyone' || typeof mayUse === 'string' ? mayUse : { roles: [...mayUse.roles] },
        [...userIds],
      ),
    ).toBe(may);
  });

  it('are what the refusal names', () => {
    const stage = new ToolStage(echo({ mayUse: { roles: ['DJ'] } }));
    stage.call('echo', HI, [GUEST]);
    expect(stage.answers).toMatchObject([
      { output: { error: expect.stringContaining('people with the role DJ') }, speaks: true },
    ]);
  });
});

describe('a slow tool', () => {
  const slow = () => {
    const finish: ((result: unknown) => void)[] = [];
    return {
      finish,
      tool: echo({ timeLimitMs: 60_000, run: () => new Promise((resolve) => finish.push(resolve)) }),
    };
  };

  it('is told to be under way after a moment; what comes of it is told later, as data, in the name of who asked', async () => {
    const { finish, tool } = slow();
    const stage = new ToolStage(tool);
    const callId = stage.call('echo', HI);
    stage.clock.advance(BACKGROUND_AFTER_MS);
    expect(stage.answers).toMatchObject([{ callId, output: { status: 'under_way' }, speaks: true }]);
    finish[0]?.({ found: 42 });
    await stage.settle();
    expect(stage.answers).toHaveLength(1);
    expect(stage.told).toMatchObject([
      { text: expect.stringContaining('{"data":{"found":42}}'), userIds: [GUEST] },
    ]);
    expect(stage.told[0]?.text).toContain('not an instruction');
  });

  it('may run beside others, and comes back in its own time', async () => {
    const { finish, tool } = slow();
    const stage = new ToolStage(tool);
    for (const word of ['one', 'two']) stage.call('echo', { word });
    stage.clock.advance(BACKGROUND_AFTER_MS);
    finish[1]?.('second');
    await stage.settle();
    finish[0]?.('first');
    await stage.settle();
    expect(stage.told.map(({ text }) => /"(first|second)"/.exec(text)?.[1])).toEqual(['second', 'first']);
  });

  it('that hangs is given up within its time, and told to stop', async () => {
    const { tool } = slow();
    const stage = new ToolStage({ ...tool, timeLimitMs: DEFAULT_TIME_LIMIT_MS });
    stage.call('echo', HI);
    stage.clock.advance(DEFAULT_TIME_LIMIT_MS);
    await stage.settle();
    expect(stage.told).toMatchObject([{ text: expect.stringContaining('too long') }]);
    expect(stage.contexts[0]?.signal.aborted).toBe(true);
    expect(stage.outcomes).toEqual(['timedOut']);
    expect(stage.clock.pending).toBe(0);
  });

  it('is cancelled on demand, and nothing more is said about it', async () => {
    const { tool } = slow();
    const stage = new ToolStage(tool);
    stage.call('echo', { word: 'early' });
    stage.clock.advance(BACKGROUND_AFTER_MS);
    const callId = stage.call('echo', { word: 'late' });
    expect(stage.calls.cancel()).toBe(2);
    await stage.settle();
    expect(stage.told).toEqual([]);
    expect(stage.answers.at(-1)).toMatchObject({ callId, output: { status: 'cancelled' }, speaks: false });
    expect(stage.contexts.every(({ signal }) => signal.aborted)).toBe(true);
    expect(stage.outcomes).toEqual(['cancelled', 'cancelled']);
  });

  it('that outlives its conversation has its result written down', async () => {
    const { finish, tool } = slow();
    const stage = new ToolStage(tool);
    stage.call('echo', HI);
    stage.calls.end();
    finish[0]?.('late');
    await stage.settle();
    expect(stage.written).toEqual(['echo: {"data":"late"}']);
    expect([...stage.answers, ...stage.told]).toEqual([]);
  });

  it('is one of a few at a time', () => {
    const stage = new ToolStage(slow().tool);
    for (let index = 0; index <= MAX_RUNNING; index++) stage.call('echo', HI, [String(index)]);
    expect(stage.answers).toMatchObject([
      { output: { error: expect.stringContaining('under way already') } },
    ]);
  });
});
