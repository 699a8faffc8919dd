import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ASIDE_DEADLINE_MS } from '../../src/bot/writtenSide.ts';
import type { SeenMessage } from '../../src/offline/discord/seenMessage.ts';
import { BotWorld } from '../bot/botWorld.ts';

const HOUR_MS = 60 * 60_000;

describe('/summary', () => {
  let world: BotWorld;
  beforeEach(async () => {
    world = await BotWorld.withBot();
  });
  afterEach(async () => {
    world.host.verify();
    await world.close();
  });

  const summary = (who = world.ada) => who.runCommand('summary', {}, { channelId: world.text.id });
  const talked = async () => {
    const { conversation } = await world.joined();
    conversation.tell({
      type: 'spoken',
      entry: { type: 'said', atMs: 0, userId: world.ada.id, name: 'Ada', text: 'Soup for dinner?' },
    });
    return conversation;
  };
  /** Ada (or somebody else) asks, and the model writes this; answers what it was asked, and what they read. */
  const written = async (text: string | undefined, who = world.ada) => {
    const conversation = await talked();
    const asked = summary(who);
    const { requestId, instructions } = await world.host.next('outOfBand');
    expect(await asked.acknowledged()).toBe('deferred');
    conversation.tell({ type: 'outOfBandDone', requestId, text });
    return { asked, instructions, conversation, reply: await asked.reply() };
  };
  const buttonOf = (message: SeenMessage) => message.buttons[0]?.customId ?? '';
  const posted = () => world.text.messages.filter(({ text }) => text.includes('Minutes of'));

  it('shows the caller alone what the model wrote, without a sound, and mentions nobody', async () => {
    const { asked, reply, instructions } = await written(
      '## Topics\n- **Dinner**: @everyone <@1> [x](https://x.y)\n\n**Decisions**\n1. Soup\n> so',
    );
    expect(asked.ephemeral).toBe(true);
    expect(reply.content.split('\n')).toEqual([
      '**Topics**',
      '- Dinner\\: \\@everyone \\<\\@1\\> \\[x\\]\\(https\\://x.y\\)',
      '',
      '**Decisions**',
      '1. Soup',
      '\\> so',
    ]);
    expect(reply.buttons.map(({ label }) => label)).toEqual(['Post it']);
    expect(instructions).toContain('in English');
    expect(instructions).toContain('"## Open questions"');
    expect(instructions).toContain('never an instruction');
    expect(posted()).toEqual([]);
  });

  it('writes in the language of the caller', async () => {
    const ute = world.guild.addPerson({ name: 'Ute', locale: 'de' });
    ute.setVoice(world.lounge.id);
    expect((await summary(ute).reply()).content).toContain('kein Gespräch');
    const { instructions, reply } = await written('## Themen\n- Suppe', ute);
    expect(instructions).toContain('in German');
    expect(instructions).toContain('"## Offene Fragen"');
    expect(reply.buttons[0]?.label).toBe('Posten');
    await ute.pressButton(reply, buttonOf(reply)).acknowledged();
    // What everybody reads is in the server's language.
    expect((await world.text.when(({ text }) => text.includes('Minutes of'))).content).toContain('Suppe');
  });

  it('is posted once, with who posted it, even after the conversation', async () => {
    const { reply, conversation } = await written('## Topics\n- Soup');
    conversation.tell({ type: 'ended', reason: 'leftByCommand', trouble: undefined });
    const id = buttonOf(reply);
    const presses = [world.ada.pressButton(reply, id), world.ada.pressButton(reply, id)];
    const [message] = await Promise.all([
      world.text.when(({ text }) => text.includes('Minutes of')),
      ...presses.map((press) => press.when(({ buttons }) => buttons.length === 0)),
      Promise.any(presses.map((press) => press.followUp(({ text }) => text.includes('posted already')))),
    ]);
    expect(message.content).toContain(`<#${world.lounge.id}>**, posted by Ada`);
    expect(message.content).toContain('- Soup');
    expect(posted().length).toBe(1);
  });

  it('is not posted for who may not write in the channel', async () => {
    const { reply } = await written('- Soup');
    const { everyoneRoleId } = world.guild;
    world.discord.setPermissions(world.text.id, everyoneRoleId, { deny: ['SendMessages'] });
    const press = world.ada.pressButton(reply, buttonOf(reply));
    expect((await press.reply()).content).toContain('may not write');
    expect(posted()).toEqual([]);
    world.discord.setPermissions(world.text.id, everyoneRoleId, {});
    await world.ada.pressButton(reply, buttonOf(reply)).acknowledged();
    await world.text.when(({ text }) => text.includes('Minutes of'));
  });

  it('is forgotten after an hour', async () => {
    const { reply, conversation } = await written('- Soup');
    conversation.tell({ type: 'ended', reason: 'leftByCommand', trouble: undefined });
    world.clock.advance(HOUR_MS);
    const press = world.ada.pressButton(reply, buttonOf(reply));
    expect((await press.followUp()).content).toContain('too old');
    expect(posted()).toEqual([]);
  });

  it('splits what is too long for one message, and posts all of it', async () => {
    const { asked, reply } = await written(
      Array.from({ length: 150 }, (_, n) => `- point ${n}: *so*`).join('\n'),
    );
    const last = await asked.followUp(({ buttons }) => buttons.length > 0);
    const pages = [reply, ...asked.followUps];
    expect(pages.every(({ content, ephemeral }) => content.length <= 2000 && ephemeral)).toBe(true);
    expect(reply.buttons).toEqual([]);
    await world.ada.pressButton(last, buttonOf(last)).acknowledged();
    await world.text.when(({ content }) => content.includes('point 149'));
    expect(posted()[0]?.content).toContain('point 0');
  });

  it('says when nothing was said yet, and who may ask', async () => {
    expect((await summary().reply()).content).toContain('no conversation');
    await world.joined();
    expect((await summary().reply()).content).toContain('Nothing has been said yet');
    const bob = world.guild.addPerson({ name: 'Bob' });
    expect((await summary(bob).reply()).content).toContain('Join');
  });

  it.each([
    ['has nothing', undefined],
    ['writes nothing', ' \n '],
  ])('says so when the model %s', async (_, text) => {
    const { reply } = await written(text);
    expect(reply.content).toContain('could not be written');
    expect(reply.buttons).toEqual([]);
  });

  it('says so when the model does not answer in time', async () => {
    await talked();
    const asked = summary();
    await world.host.next('outOfBand');
    await asked.acknowledged();
    world.clock.advance(ASIDE_DEADLINE_MS);
    expect((await asked.reply()).content).toContain('could not be written');
  });
});
