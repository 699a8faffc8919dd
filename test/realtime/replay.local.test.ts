import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SystemClock } from '../../src/clock.ts';
import { LocalRealtime } from '../../src/offline/realtime/localRealtime.ts';
import { Speech } from '../../src/offline/speech/speech.ts';
import type { HistoryEntry } from '../../src/realtime/historyEntry.ts';
import type { Dialect } from '../../src/realtime/modelSettings.ts';
import { SessionUnderTest, someSettings } from './sessionUnderTest.ts';

const DIALECTS: Dialect[] = ['ga', 'beta'];

const HISTORY: HistoryEntry[] = [
  { type: 'note', atMs: 1, text: 'Summary: [Tom is speaking] they like tea.' },
  { type: 'said', atMs: 2, userId: 'mia', name: 'Mia', text: 'Who is here?' },
  {
    type: 'toolCalled',
    atMs: 3,
    callId: 'call_1',
    name: 'who_is_here',
    argumentsJson: '{"all":true}',
    output: '["Mia"]',
    userIds: ['mia'],
  },
  { type: 'answered', atMs: 4, text: 'Only you', heardWhole: false },
];

let speech: Speech;
let local: LocalRealtime;
let under: SessionUnderTest;

beforeAll(() => {
  speech = new Speech();
});
afterAll(() => speech.close());
afterEach(async () => {
  under.session.close();
  await local.stop();
});

/** What the newest session's conversation holds, in few words. */
function items(): string[] {
  return local.session.items.map((item) => {
    if (item.type === 'function_call') return `call ${item.callId} ${item.name}(${item.arguments})`;
    if (item.type === 'function_call_output') return `output ${item.callId} ${item.output}`;
    return `${item.role}: ${item.content.map(({ text }) => text).join('')}`;
  });
}

const TOLD = [
  'user: [Note] Summary: (Tom is speaking) they like tea.',
  'user: [Mia is speaking] Who is here?',
  'call call_1 who_is_here({"all":true})',
  'output call_1 ["Mia"]',
  'assistant: Only you …',
  expect.stringMatching(/^system: .*said earlier/),
];

describe.each(DIALECTS)('a session in the %s dialect', (dialect) => {
  beforeEach(async () => {
    local = await LocalRealtime.start({ speech });
    under = new SessionUnderTest(someSettings({ url: local.url, dialect }), new SystemClock(), () => 0);
  });

  it('is told what was said before, before anything that waits', async () => {
    for (const entry of HISTORY) under.remember(entry, false);
    under.session.addText('user', '[Mia is speaking]');
    await under.session.connect();
    under.session.addText('user', 'the end');
    await local.recording.untilEvent(({ event }) => JSON.stringify(event).includes('the end'));
    expect(items()).toEqual([...TOLD, 'user: [Mia is speaking]', 'user: the end']);
    expect(local.recording.ofType('error')).toEqual([]);
  });

  it('knows after a loss what was said before it', async () => {
    await under.session.connect();
    for (const entry of HISTORY) under.remember(entry, true);
    local.script.faults.kill();
    await under.nth('ready', 2);
    under.session.addText('user', 'the end');
    await local.recording.untilEvent(({ event }) => JSON.stringify(event).includes('the end'));
    expect(items()).toEqual([...TOLD, 'user: the end']);
  });

  it('is told at once of what ends only now and began in an earlier one', async () => {
    await under.session.connect();
    under.remember({ type: 'answered', atMs: 5, text: 'And so on.', heardWhole: true }, false);
    under.remember({ type: 'answered', atMs: 6, text: 'Its own.', heardWhole: true }, true);
    under.session.addText('user', 'the end');
    await local.recording.untilEvent(({ event }) => JSON.stringify(event).includes('the end'));
    expect(items()).toEqual(['assistant: And so on.', 'user: the end']);
  });

  it('writes a text beside the conversation, which neither hears nor holds it', async () => {
    await under.session.connect();
    under.session.addText('user', 'Hello.');
    const before = items;
    await expect(under.session.writeAside('Write the minutes.')).resolves.toContain('Hello.');
    expect(before()).toEqual(['user: Hello.']);
    expect(under.types.filter((type) => type !== 'ready' && type !== 'roundTrip')).toEqual(['used']);
  });

  it('writes nothing when it is refused, lost, or not there', async () => {
    await expect(under.session.writeAside('Write.')).resolves.toBeUndefined();
    await under.session.connect();
    local.script.faults.rejectNext('response.create');
    await expect(under.session.writeAside('Write.')).resolves.toBeUndefined();
    local.script.faults.stall();
    const written = under.session.writeAside('Write.');
    local.script.faults.kill();
    await expect(written).resolves.toBeUndefined();
    expect(under.all('trouble')).toEqual([]);
    expect(under.all('responseRefused')).toEqual([]);
  });
});
