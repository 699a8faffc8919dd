import { describe, expect, it } from 'vitest';
import { betaDialect } from '../../src/realtime/betaDialect.ts';
import { gaDialect } from '../../src/realtime/gaDialect.ts';
import { type LiveChange, LiveSettings } from '../../src/realtime/liveSettings.ts';
import { someSettings } from './sessionUnderTest.ts';

/** A session that took its settings, with what it is sent from then on. */
function running() {
  const session = { busy: false, changes: [] as Partial<LiveChange>[] };
  const live = new LiveSettings(someSettings(), {
    send: (change) => session.changes.push(change),
    busy: () => session.busy,
  });
  live.sent();
  live.opened();
  return { live, session };
}

const SAME: LiveChange = {
  instructions: 'Be brief.',
  voice: 'cedar',
  speed: 1.1,
  maxOutputTokens: 2_000,
  tools: [...someSettings().tools],
};

const DICE = { name: 'roll_dice', description: 'Rolls dice.', parameters: { type: 'object' } };
const REMOTE = { label: 'wiki', url: 'https://wiki.example/mcp', headers: {}, allowedTools: ['look'] };

describe('LiveSettings', () => {
  it('sends what differs, and only that', () => {
    const { live, session } = running();
    live.change(SAME);
    live.change({ ...SAME, speed: 1.5 });
    live.change({ ...SAME, speed: 1.5, instructions: 'Sing.' });
    expect(session.changes).toEqual([{ speed: 1.5 }, { instructions: 'Sing.' }]);
  });

  it('limits answers, and takes the limit back', () => {
    const { live, session } = running();
    live.change({ ...SAME, maxOutputTokens: 500 });
    live.change({ ...SAME, maxOutputTokens: undefined });
    expect(session.changes).toEqual([{ maxOutputTokens: 500 }, { maxOutputTokens: undefined }]);
  });

  it('sends the functions when there are others, and not when they are the same made anew', () => {
    const { live, session } = running();
    live.change({ ...SAME, tools: structuredClone(SAME.tools) });
    live.change({ ...SAME, tools: [DICE] });
    live.change({ ...SAME, tools: [] });
    expect(session.changes).toEqual([{ tools: [DICE] }, { tools: [] }]);
  });

  it('sends the functions too when only what the model’s own server may call is another', () => {
    const { live, session } = running();
    live.change({ ...SAME, remoteMcp: [REMOTE] });
    live.change({ ...SAME, remoteMcp: [] });
    expect(session.changes).toEqual([
      { tools: SAME.tools, remoteMcp: [REMOTE] },
      { tools: SAME.tools, remoteMcp: [] },
    ]);
  });

  it('waits for the end of a response, and then sends the last wish', () => {
    const { live, session } = running();
    session.busy = true;
    live.change({ ...SAME, speed: 1.5 });
    live.change({ ...SAME, speed: 0.5 });
    expect(session.changes).toEqual([]);
    session.busy = false;
    live.settle();
    expect(session.changes).toEqual([{ speed: 0.5 }]);
  });

  it('leaves the voice alone once it has sounded, until there is a new session', () => {
    const { live, session } = running();
    live.sounded();
    live.change({ ...SAME, voice: 'verse' });
    expect(session.changes).toEqual([]);
    live.closed();
    live.sent();
    live.opened();
    expect([session.changes, live.current.voice]).toEqual([[], 'verse']);
  });

  it('sends what was changed while the session was being configured', () => {
    const { live, session } = running();
    live.closed();
    live.sent();
    live.change({ ...SAME, instructions: 'Sing.' });
    expect(session.changes).toEqual([]);
    live.opened();
    expect(session.changes).toEqual([{ instructions: 'Sing.' }]);
  });
});

describe('a live update', () => {
  it('carries nothing else, where each dialect looks for it', () => {
    expect(gaDialect.liveUpdate({ speed: 1.5 }).session).toEqual({
      type: 'realtime',
      audio: { output: { speed: 1.5 } },
    });
    expect(gaDialect.liveUpdate({ instructions: '' }).session).toEqual({
      type: 'realtime',
      instructions: '',
    });
    expect(betaDialect.liveUpdate({ voice: 'verse' }).session).toEqual({ voice: 'verse' });
    expect(gaDialect.liveUpdate({ maxOutputTokens: 500 }).session).toEqual({
      type: 'realtime',
      max_output_tokens: 500,
    });
    expect(betaDialect.liveUpdate({ maxOutputTokens: 500 }).session).toEqual({
      max_response_output_tokens: 500,
    });
  });

  it('carries the whole list of what can be called, where the dialect has it', () => {
    const dice = { type: 'function', ...DICE };
    const change = { tools: [DICE], remoteMcp: [REMOTE] };
    expect(gaDialect.liveUpdate(change).session).toEqual({
      type: 'realtime',
      tools: [dice, expect.objectContaining({ type: 'mcp', server_label: 'wiki', allowed_tools: ['look'] })],
    });
    expect(betaDialect.liveUpdate(change).session).toEqual({ tools: [dice] });
    expect(gaDialect.liveUpdate({ tools: [] }).session).toEqual({ type: 'realtime', tools: [] });
  });

  it('says that there is no limit any more, where there was one', () => {
    const none = { maxOutputTokens: undefined };
    expect(gaDialect.liveUpdate(none).session).toEqual({ type: 'realtime', max_output_tokens: 'inf' });
    expect(betaDialect.liveUpdate(none).session).toEqual({ max_response_output_tokens: 'inf' });
  });
});
