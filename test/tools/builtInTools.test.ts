import { describe, expect, it } from 'vitest';
import { MAX_FACTS } from '../../src/tools/shipped/factTools.ts';
import { KEPT_MS } from '../../src/tools/spokenToday.ts';
import { shippedTools } from './shippedTools.ts';

const NOW = Date.parse('2026-07-01T22:30:00Z');

describe('current_time', () => {
  it('tells date and time of a zone', async () => {
    const { call } = await shippedTools();
    expect(await call('current_time', { zone: 'Asia/Tokyo' })).toEqual({
      zone: 'Asia/Tokyo',
      weekday: 'Thursday',
      date: '2 July 2026',
      time: '07:30',
    });
  });

  it('takes UTC when no zone is named', async () => {
    const { call } = await shippedTools();
    expect(await call('current_time', {})).toMatchObject({ zone: 'UTC', time: '22:30' });
  });

  it.each(['Mars/Olympus', '', 'a'.repeat(500)])('names the zone that is wrong: %s', async (zone) => {
    const { call } = await shippedTools();
    expect(await call('current_time', { zone })).toEqual({ error: expect.stringContaining('zone: ') });
  });
});

describe('who_is_here', () => {
  it('names the people and marks bots', async () => {
    const { call } = await shippedTools();
    expect(await call('who_is_here', {})).toEqual({ count: 2, names: ['Ada', 'Jukebox (bot)'] });
  });

  it('stays short in front of a big audience', async () => {
    const { call } = await shippedTools();
    const people = Array.from({ length: 3000 }, (_, index) => ({
      userId: String(index),
      displayName: `Listener ${index}`,
      bot: false,
    }));
    const answer = await call('who_is_here', {}, { people: () => people });
    expect(answer).toMatchObject({ count: 3000, names: { length: 50 } });
  });
});

describe('leave_channel', () => {
  it('asks for the end and lets the model say nothing more', async () => {
    const { call, tools } = await shippedTools();
    let left = 0;
    expect(await call('leave_channel', {}, { leave: () => left++ })).toEqual({ leaving: true });
    expect(left).toBe(1);
    expect(tools.find(({ name }) => name === 'leave_channel')?.speaks).toBe(false);
  });
});

describe('roll_dice', () => {
  it('rolls so many dice of so many sides, each side in time', async () => {
    const { call } = await shippedTools();
    const seen = new Set<unknown>();
    for (let roll = 0; roll < 200; roll++) {
      const { rolls, sum } = (await call('roll_dice', { count: 3, sides: 4 })) as {
        rolls: number[];
        sum: number;
      };
      expect(rolls).toHaveLength(3);
      expect(sum).toBe(rolls.reduce((total, one) => total + one, 0));
      for (const one of rolls) seen.add(one);
    }
    expect([...seen].sort()).toEqual([1, 2, 3, 4]);
  });
});

describe('post_message and make_poll', () => {
  it('write to the text channel, within what Discord takes', async () => {
    const { call } = await shippedTools();
    const posts: string[] = [];
    const post = async (text: string) => void posts.push(text);
    expect(await call('post_message', { text: ' hello ' }, { post })).toEqual({ posted: true });
    expect(posts).toEqual(['hello']);
    expect(await call('post_message', { text: 'x'.repeat(1801) }, { post })).toHaveProperty('error');
    const polls: unknown[] = [];
    const poll = async (...given: unknown[]) => void polls.push(given);
    await call('make_poll', { question: 'Pizza?', answers: ['yes', 'no'] }, { poll });
    expect(polls).toEqual([['Pizza?', ['yes', 'no'], 24]]);
    expect(await call('make_poll', { question: 'Pizza?', answers: ['yes'] }, { poll })).toHaveProperty(
      'error',
    );
  });
});

describe('facts', () => {
  it('are remembered for their server alone, recalled by words, and forgotten', async () => {
    const { call } = await shippedTools();
    await call('remember_fact', { fact: 'The Café opens at nine.' });
    await call('remember_fact', { fact: 'Ben likes tea.' });
    expect(await call('recall_facts', { about: 'cafe' })).toEqual({ facts: ['The Café opens at nine.'] });
    expect(await call('recall_facts', {})).toMatchObject({ facts: { length: 2 } });
    expect(await call('recall_facts', {}, { guildId: 'other' })).toEqual({ facts: [] });
    expect(await call('forget_fact', { about: 'ben tea' })).toEqual({ forgotten: 'Ben likes tea.' });
    expect(await call('recall_facts', {})).toMatchObject({ facts: { length: 1 } });
    expect(await call('forget_fact', { about: 'unicorn' })).toHaveProperty('refused');
  });

  it('are forgotten only for whoever had them remembered, or an admin, and only when it is clear which', async () => {
    const { call } = await shippedTools();
    await call('remember_fact', { fact: 'Ada sings.' });
    await call('remember_fact', { fact: 'Ada dances.' });
    expect(await call('forget_fact', { about: 'sings' }, { askedBy: ['11'] })).toHaveProperty('refused');
    expect(await call('forget_fact', { about: 'ada' })).toMatchObject({ forgotten: false });
    expect(await call('forget_fact', { about: 'sings' }, { askedBy: ['11'], mayAll: () => true })).toEqual({
      forgotten: 'Ada sings.',
    });
  });

  it('are bounded, and belong to one person', async () => {
    const { call } = await shippedTools();
    expect(await call('remember_fact', { fact: 'x' }, { askedBy: ['10', '11'] })).toHaveProperty('refused');
    expect(await call('remember_fact', { fact: 'x' }, { askedBy: [] })).toHaveProperty('refused');
    for (let index = 0; index < MAX_FACTS; index++) await call('remember_fact', { fact: `fact ${index}` });
    expect(await call('remember_fact', { fact: 'one more' })).toHaveProperty('refused');
  });
});

describe('reminders', () => {
  it('are stored with when, where and for whom', async () => {
    const { call, memory } = await shippedTools();
    expect(await call('set_reminder', { text: 'Tea', inSeconds: 90 })).toEqual({
      due: '2026-07-01T22:31:30.000Z',
      inSeconds: 90,
    });
    await call('set_reminder', { text: 'Bed', at: '2026-07-02T01:00:00+02:00' });
    await call('set_timer', { seconds: 30, label: 'eggs' });
    expect(memory.added).toBe(3);
    expect(await memory.reminders.next()).toMatchObject({
      guildId: '1',
      userId: '10',
      textChannelId: '3',
      text: 'The timer is up: eggs',
      dueAtMs: NOW + 30_000,
    });
    expect(await call('list_reminders', {})).toMatchObject({
      reminders: [{ text: 'The timer is up: eggs' }, { text: 'Tea' }, { text: 'Bed' }],
    });
    expect(await call('list_reminders', {}, { askedBy: ['11'] })).toEqual({ reminders: [] });
  });

  it('are cancelled by their own person', async () => {
    const { call } = await shippedTools();
    await call('set_reminder', { text: 'Tea', inSeconds: 90 });
    expect(await call('cancel_reminder', { about: 'tea' }, { askedBy: ['11'] })).toHaveProperty('refused');
    expect(await call('cancel_reminder', { about: 'tea' })).toEqual({ cancelled: 'Tea' });
    expect(await call('list_reminders', {})).toEqual({ reminders: [] });
  });

  it.each([
    { text: 'Tea' },
    { text: 'Tea', inSeconds: 5, at: '2026-07-02T01:00:00Z' },
    { text: 'Tea', at: 'tomorrow' },
    { text: 'Tea', at: '2026-07-01T22:00:00Z' },
    { text: 'Tea', inSeconds: 400 * 24 * 3600 },
  ])('are refused in words: %j', async (args) => {
    const { call, memory } = await shippedTools();
    const answer = await call('set_reminder', args);
    expect('error' in answer || 'refused' in answer).toBe(true);
    expect(memory.added).toBe(0);
  });
});

describe('search_spoken', () => {
  it('finds what was said today in this server, by words and by name', async () => {
    const { call, memory } = await shippedTools();
    const said = (guildId: string, name: string, text: string, atMs = NOW - 1000) =>
      memory.spoken.record(guildId, { type: 'said', userId: name, name, text, atMs });
    said('1', 'Ada', 'The password is swordfish', NOW - KEPT_MS - 1);
    said('1', 'Ada', 'We meet on Friday at noon.');
    said('1', 'Ben', 'Friday is fine.');
    said('2', 'Cem', 'Friday is terrible.');
    memory.spoken.record('1', { type: 'answered', text: 'See you on Friday.', heardWhole: true, atMs: NOW });
    expect(await call('search_spoken', { words: 'friday' })).toMatchObject({
      found: [{ who: 'Ada' }, { who: 'Ben', said: 'Friday is fine.' }, { who: 'you' }],
    });
    expect(await call('search_spoken', { words: 'ada friday' })).toMatchObject({ found: [{ who: 'Ada' }] });
    expect(await call('search_spoken', { words: 'swordfish' })).toEqual({ found: [] });
    memory.spoken.forgetPerson('Ada');
    expect(await call('search_spoken', { words: 'noon' })).toEqual({ found: [] });
  });

  it('does not find what people said who do not want to be heard any more, nor what nobody knows who said', async () => {
    const { call, memory } = await shippedTools();
    for (const userId of ['Ada', 'Ben', 'Cem', undefined]) {
      const name = userId ?? '';
      memory.spoken.record('1', { type: 'said', userId, name, text: `Friday, says ${userId}.`, atMs: NOW });
    }
    await memory.consents.decideHere('1', 'Ada', 'refused');
    await memory.consents.decideHere('2', 'Ben', 'refused');
    await memory.consents.decideEverywhere('Cem', 'refused');
    expect(await call('search_spoken', { words: 'friday' })).toMatchObject({ found: [{ who: 'Ben' }] });
    memory.spoken.forgetPerson('Ben', '2');
    expect(memory.spoken.ofPerson('Ben')).toHaveLength(1);
    memory.spoken.forgetPerson('Ben', '1');
    expect(memory.spoken.ofPerson('Ben')).toEqual([]);
  });
});

describe('change_manner', () => {
  it('changes the voice or the persona of the server, and takes it back', async () => {
    const { call, memory } = await shippedTools();
    const chosen = () => memory.settings.choicesOf('1');
    await call('change_manner', { voice: 'cedar', persona: 'Tutor' });
    expect(await chosen()).toEqual({ voice: 'cedar', personaId: 'tutor' });
    await call('change_manner', { persona: 'default' });
    expect(await chosen()).toEqual({ voice: 'cedar' });
    await memory.settings.undo('1');
    expect(await chosen()).toEqual({ voice: 'cedar', personaId: 'tutor' });
  });

  it('knows the personas that the server has made', async () => {
    const { call, memory } = await shippedTools();
    const own = [{ id: 'p1', name: 'Grumpy Cat', instructions: 'Be grumpy.' }];
    await memory.settings.change('1', '10', () => ({ ownPersonas: own }));
    await call('change_manner', { persona: 'grumpy cat' });
    expect(await memory.settings.choicesOf('1')).toMatchObject({ personaId: 'p1' });
    expect(await call('change_manner', { persona: 'pirate' })).toEqual({
      refused: expect.stringContaining('Grumpy Cat, companion'),
    });
  });

  it('is for admins, and wants something named', async () => {
    const { call, tools } = await shippedTools();
    expect(tools.find(({ name }) => name === 'change_manner')?.mayUse).toBe('admins');
    expect(await call('change_manner', {})).toHaveProperty('error');
    expect(await call('change_manner', { voice: 'gravel' })).toHaveProperty('error');
  });
});
