import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ToolRoom } from './toolRoom.ts';
import { toolsFolder } from './toolsFolder.ts';

const own = toolsFolder();
let tools: ToolRoom;
beforeAll(async () => {
  tools = await ToolRoom.open({ people: ['Mia', 'Tom'], env: { TOOLS_DIR: own.folder } });
});
afterAll(async () => {
  await tools?.room.close();
  own.remove();
});

const output = async (name: string, args: object = {}) => JSON.parse((await tools.ask(name, args)).output);

/** The question with its buttons, as it stands in the channel now. */
const questionWith = (part: string) =>
  tools.room.channel.when(({ text, buttons }) => text.includes(part) && buttons.length === 2);

describe('a tool of the operator', () => {
  it('that throws says so without its words', async () => {
    expect(await output('throws')).toEqual({ error: 'the tool failed; it may work later' });
    expect(JSON.stringify(tools.room.bot.logs)).not.toContain('hunter2');
  });

  it('that returns 5 MB is cut, with a note', async () => {
    await tools.untilQuiet();
    const { data, note } = await output('huge');
    expect(data.length).toBeLessThan(10_000);
    expect(note).toContain('of 5242882 characters');
  });

  it('that hangs does not stop the talk, and is given up', async () => {
    await tools.untilQuiet();
    expect(await output('hang')).toMatchObject({ status: 'under_way' });
    expect(await tools.untilNews('too long')).toContain('hang');
  });

  it('that is not for everybody is denied to whoever is nobody', async () => {
    await tools.untilQuiet();
    expect(await output('restart')).toEqual({ error: expect.stringContaining('manage the server') });
  });

  it('that is slow runs while people talk, and its result is told when it comes', async () => {
    await tools.untilQuiet();
    expect(await output('slow', { ms: 6000 })).toMatchObject({ status: 'under_way' });
    const mark = tools.room.world.model.recording.mark();
    const tom = tools.room.person(1);
    await tools.say('Hello there.', tom);
    // Tom is answered before the result is there.
    await tools.room.world.model.recording.untilEvent('response.done', { after: mark });
    expect(tools.news.some((text) => text.includes('found it'))).toBe(false);
    expect(await tools.untilNews('found it after all')).toContain('slow has answered');
  });
});

describe('a tool that needs a yes', () => {
  it('runs when who asked presses the button, and for nobody else', async () => {
    await tools.untilQuiet();
    expect(await output('purge', { count: 3 })).toMatchObject({ status: 'waits_for_yes' });
    const question = await questionWith('"count":3');
    const yes = question.buttons[0]?.customId ?? '';
    const stranger = tools.room.person(1).person.pressButton(question, yes);
    expect((await stranger.reply()).text).toContain('Only whoever asked');
    tools.room.mia.person.pressButton(question, yes);
    await tools.room.channel.when(({ text }) => text === 'purged 3');
    await tools.room.channel.when(
      ({ id, text, buttons }) => id === question.id && buttons.length === 0 && text.includes('Yes'),
    );
    expect(await tools.untilNews('"data":3')).toContain('purge has answered');
  });

  it('runs when who asked says yes, after somebody else has', async () => {
    await tools.untilQuiet();
    await output('purge', { count: 4 });
    const question = await questionWith('"count":4');
    await tools.untilQuiet();
    await tools.say('Yes.', tools.room.person(1));
    await tools.untilQuiet();
    expect(tools.room.channel.messages.some(({ text }) => text === 'purged 4')).toBe(false);
    await tools.say('Yes, please.');
    await tools.room.channel.when(({ text }) => text === 'purged 4');
    await tools.room.channel.when(({ id, buttons }) => id === question.id && buttons.length === 0);
    await tools.untilNews('"data":4');
  });

  it('does not run when who asked says no', async () => {
    await tools.untilQuiet();
    await output('purge', { count: 5 });
    await questionWith('"count":5');
    await tools.untilQuiet();
    await tools.say('No.');
    await tools.untilNews('They said no');
    expect(tools.room.channel.messages.some(({ text }) => text === 'purged 5')).toBe(false);
  });
});

describe('what runs is cancelled', () => {
  it('by /stop', async () => {
    await tools.untilQuiet();
    await output('slow', { ms: 5000 });
    const stopped = tools.room.mia.command('stop');
    expect((await stopped.reply()).text).toContain('cancelled');
  });

  it('by saying so', async () => {
    await tools.untilQuiet();
    await output('slow', { ms: 5001 });
    await tools.untilQuiet();
    await tools.say('Stop.');
    await tools.until('the cancelled call', () =>
      tools.room.bot.logs.find((entry) => entry.tool === 'slow' && entry.outcome === 'cancelled'),
    );
  });
});

describe('/tools', () => {
  it('lists them, and lets an admin switch one off', async () => {
    const { world, mia, channel } = tools.room;
    expect((await mia.command('tools list').reply()).text).toContain('🟢 `purge`');
    expect((await mia.command('tools off', { tool: 'purge' }).reply()).text).toContain('Manage Server');
    const { owner } = world.guild;
    const place = { channelId: channel.id };
    expect((await owner.runCommand('tools off', { tool: 'purge' }, place).reply()).text).toContain('is off');
    await tools.untilQuiet();
    expect(await output('purge', { count: 6 })).toEqual({ error: expect.stringContaining('switched off') });
    expect((await owner.runCommand('tools log', {}, place).reply()).text).toContain('denied');
  });
});

describe('a result that comes after the end', () => {
  it('is written down', async () => {
    await tools.untilQuiet();
    await output('slow', { ms: 4000 });
    await tools.room.mia.command('leave').settled();
    await tools.room.channel.when(
      ({ text }) => text.includes('after the conversation had ended') && text.includes('found it'),
    );
  });
});
