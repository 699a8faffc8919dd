import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CONFIRM_WITHIN_MS } from '../../src/tools/confirmations.ts';
import { defineTool, type ToolAudience } from '../../src/tools/toolContract.ts';
import { ADMIN, GUEST, ToolStage } from './toolStage.ts';

/** A stage with a tool that needs a yes, and what it was run with. */
function asked(mayUse: ToolAudience = 'everyone', userIds: readonly string[] = [GUEST]) {
  const runs: unknown[] = [];
  const purge = defineTool({
    name: 'purge',
    description: 'Deletes.',
    arguments: z.object({ count: z.number() }),
    mayUse,
    needsYes: true,
    run: async (args) => runs.push(args),
  });
  const stage = new ToolStage(purge);
  stage.clock.advance(1000);
  stage.call('purge', { count: 3 }, userIds);
  const question = stage.questions[0];
  stage.clock.advance(500);
  return { stage, runs, question };
}

describe('a tool that needs a yes', () => {
  it('is asked about, and not run', async () => {
    const { stage, runs, question } = asked();
    await stage.settle();
    expect(runs).toEqual([]);
    expect(question).toMatchObject({ tool: 'purge', argumentsText: '{"count":3}', userIds: [GUEST] });
    expect(stage.answers).toMatchObject([{ output: { status: 'waits_for_yes' }, speaks: true }]);
  });

  it('runs once, with the arguments that were asked about, when who asked presses yes', async () => {
    const { stage, runs, question } = asked();
    expect(stage.calls.pressed(question?.id ?? '', GUEST, true)).toBe('taken');
    expect(stage.calls.pressed(question?.id ?? '', GUEST, true)).toBe('over');
    await stage.settle();
    expect(runs).toEqual([{ count: 3 }]);
    expect(stage.told).toMatchObject([{ text: expect.stringContaining('"data":1') }]);
    expect(question).toMatchObject({ end: 'yes', by: GUEST });
    expect(stage.outcomes).toEqual(['asked', 'done']);
  });

  it('is not run because somebody else presses or says yes', async () => {
    const { stage, runs, question } = asked();
    expect(stage.calls.pressed(question?.id ?? '', ADMIN, true)).toBe('notYours');
    stage.calls.said(ADMIN, 'Yes!', 1400);
    await stage.settle();
    expect(runs).toEqual([]);
    expect(question?.end).toBeUndefined();
  });

  it.each(['Yes, please.', 'Ja, mach das!', 'はい', 'Do it'])(
    'runs when who asked says "%s"',
    async (words) => {
      const { stage, runs } = asked();
      stage.calls.said(GUEST, words, 1400);
      await stage.settle();
      expect(runs).toEqual([{ count: 3 }]);
    },
  );

  it('does not take for a yes what was begun to be said before it was asked, however late it is written down', async () => {
    const { stage, runs } = asked();
    stage.calls.said(GUEST, 'Yes', 900);
    await stage.settle();
    expect(runs).toEqual([]);
    stage.calls.said(GUEST, 'Yes', 1400);
    await stage.settle();
    expect(runs).toEqual([{ count: 3 }]);
  });

  it.each(['Yes, but only two of them', 'maybe', 'yes no', 'Is that a yes?', ''])(
    'takes "%s" for neither yes nor no, and hears no later word; the button stays',
    async (words) => {
      const { stage, runs, question } = asked();
      stage.calls.said(GUEST, words, 1400);
      stage.calls.said(GUEST, 'Yes', 1450);
      await stage.settle();
      expect(runs).toEqual([]);
      stage.calls.pressed(question?.id ?? '', GUEST, true);
      await stage.settle();
      expect(runs).toEqual([{ count: 3 }]);
    },
  );

  it('is not run after a no, and the model hears of it', async () => {
    const { stage, runs, question } = asked();
    stage.calls.said(GUEST, 'No, thanks.', 1400);
    await stage.settle();
    expect(runs).toEqual([]);
    expect(question?.end).toBe('no');
    expect(stage.told).toMatchObject([{ text: expect.stringContaining('said no') }]);
    expect(stage.outcomes).toEqual(['asked', 'saidNo']);
  });

  it('is not run after a no into the answer that goes on; a yes there may be a mere "mm-hm", and the next words count', async () => {
    const first = asked();
    first.stage.calls.interjected(GUEST, 'No.', 1400);
    expect(first.question?.end).toBe('no');
    const second = asked();
    second.stage.calls.interjected(ADMIN, 'No.', 1400);
    second.stage.calls.interjected(GUEST, 'No.', 900);
    second.stage.calls.interjected(GUEST, 'Yes.', 1400);
    await second.stage.settle();
    expect(second.runs).toEqual([]);
    expect(second.question?.end).toBeUndefined();
    second.stage.calls.said(GUEST, 'Yes.', 1450);
    await second.stage.settle();
    expect(second.runs).toEqual([{ count: 3 }]);
  });

  it('is not run when nobody answers in time', async () => {
    const { stage, runs, question } = asked();
    stage.clock.advance(CONFIRM_WITHIN_MS);
    expect(question?.end).toBe('late');
    expect(stage.calls.pressed(question?.id ?? '', GUEST, true)).toBe('over');
    await stage.settle();
    expect(runs).toEqual([]);
    expect(stage.clock.pending).toBe(0);
  });

  it('is asked about once when the model calls it again; other arguments are another question', () => {
    const { stage } = asked();
    stage.call('purge', { count: 3 });
    expect(stage.questions).toHaveLength(1);
    stage.call('purge', { count: 4 });
    expect(stage.questions).toHaveLength(2);
  });

  it('is not run by a spoken yes that could mean two questions', async () => {
    const { stage, runs } = asked();
    stage.call('purge', { count: 4 });
    stage.clock.advance(10);
    stage.calls.said(GUEST, 'Yes', 1505);
    await stage.settle();
    expect(runs).toEqual([]);
  });

  it('that not everybody may use is run in the name of who said yes', async () => {
    const { stage, runs, question } = asked('admins', [ADMIN]);
    stage.calls.pressed(question?.id ?? '', ADMIN, true);
    await stage.settle();
    expect(runs).toHaveLength(1);
    expect(stage.audit.at(-1)).toMatchObject({ outcome: 'done', userIds: [ADMIN] });
  });

  it('is not asked about at all when nobody knows who asked', () => {
    const { stage } = asked('everyone', []);
    expect(stage.questions).toEqual([]);
    expect(stage.answers).toMatchObject([{ output: { error: expect.stringContaining('not known who') } }]);
  });

  it('is forgotten with the conversation', async () => {
    const { stage, runs, question } = asked();
    stage.calls.end();
    expect(question?.end).toBe('dropped');
    expect(stage.calls.pressed(question?.id ?? '', GUEST, true)).toBe('over');
    await stage.settle();
    expect([runs, stage.told]).toEqual([[], []]);
  });
});
