import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../src/observe/logger.ts';
import type { LocalChannel } from '../../src/offline/discord/localChannel.ts';
import type { HistoryEntry } from '../../src/realtime/historyEntry.ts';
import { SettingsBook } from '../../src/store/settingsBook.ts';
import { advanceUntil, BotWorld } from '../bot/botWorld.ts';

const AT_MS = Date.parse('2026-07-01T22:30:00Z');

describe('/transcript', () => {
  let world: BotWorld;
  beforeEach(async () => {
    world = await BotWorld.withBot();
  });
  afterEach(async () => {
    world.host.verify();
    await world.close();
  });

  const transcript = (what: 'on' | 'off', who = world.ada) =>
    who.runCommand(`transcript ${what}`, {}, { channelId: world.text.id });
  const said = (text: string, name = 'Ada'): HistoryEntry => ({
    type: 'said',
    atMs: AT_MS,
    userId: world.ada.id,
    name,
    text,
  });
  const thread = (): LocalChannel => {
    const [first] = world.guild.threads;
    if (first === undefined) throw new Error('no thread was opened');
    return first;
  };
  const begun = async () => {
    const joined = await world.joined();
    const reply = await transcript('on').reply();
    const tell = (entry: HistoryEntry) => joined.conversation.tell({ type: 'spoken', entry });
    return { ...joined, reply, tell };
  };
  const written = (text: string) =>
    advanceUntil(
      world.clock,
      thread().when((message) => message.content.includes(text)),
    );

  it('opens the thread under the channel that the server has chosen for transcripts', async () => {
    const minutes = world.guild.addTextChannel({ name: 'minutes' });
    const book = new SettingsBook(world.store, silentLogger());
    await book.change(world.guild.id, world.ada.id, () => ({ transcriptChannelId: minutes.id }));
    await begun();
    expect(world.guild.threadsUnder(minutes.id)).toHaveLength(1);
  });

  it('writes both sides with names and times, and what tools did, and tells everybody', async () => {
    const { command, conversation, reply, tell } = await begun();
    expect(reply.ephemeral).toBe(false);
    expect(reply.content).toContain(`<#${thread().id}>`);
    await advanceUntil(
      world.clock,
      command.when(({ text }) => text.includes('being written down')),
    );
    tell(said('What is the time?'));
    conversation.tell({
      type: 'toolCall',
      callId: 'c',
      name: 'current_time',
      argumentsJson: '{"zone":"UTC"}',
      userIds: [world.ada.id],
    });
    await world.host.next('toolResult');
    conversation.tell({
      type: 'toolCall',
      callId: 'c2',
      name: 'post_message',
      argumentsJson: '{"text":"@everyone <@1> `x` **b**"}',
      userIds: [],
    });
    await world.host.next('toolResult');
    tell({
      type: 'toolCalled',
      atMs: AT_MS,
      callId: 'c',
      name: 'current_time',
      argumentsJson: '{}',
      output: '22:30',
      userIds: [],
    });
    tell({ type: 'answered', atMs: AT_MS, text: 'Half past ten.', heardWhole: false });
    tell({ type: 'note', atMs: AT_MS, text: 'Ada wrote: hello' });
    await written('Half past ten');
    const [message] = thread().messages;
    expect(message?.content.split('\n').slice(1)).toEqual([
      '<t:1782945000:T> **Ada**: What is the time?',
      `<t:1782945000:T> 🔧 <@${world.ada.id}>: *current\\_time* {"zone"\\:"UTC"} — done: {"zone"\\:"UTC","weekday"\\:"Wednesday","date"\\:"1 July 2026","time"\\:"22\\:30"}`,
      '<t:1782945000:T> 🔧 somebody: *post\\_message* {"text"\\:"\\@everyone \\<\\@1\\> \\`x\\` \\*\\*b\\*\\*"} — done: {"posted"\\:true}',
      '<t:1782945000:T> **Parley**: Half past ten. — *interrupted*',
    ]);
  });

  it('lets no name and no word mention anybody, and splits 4000 characters', async () => {
    const { tell } = await begun();
    tell(said(`@everyone <@&1> ${'*'.repeat(4000)} end`, '**@here** <@1>\n# x'));
    await written(' end');
    const all = thread().messages.map(({ content }) => content);
    expect(Math.max(...all.map(({ length }) => length))).toBeLessThanOrEqual(2000);
    expect(all.join('')).not.toMatch(/[^\\]@(everyone|here)|<@/);
    const posts = world.discord.recording.requests(
      new RegExp(`^(POST|PATCH) .*/channels/${thread().id}/messages`),
    );
    expect(posts.length).toBeGreaterThan(1);
    for (const { body } of posts) expect(body).toMatchObject({ allowed_mentions: { parse: [] } });
  });

  it('ends by off, and goes on in the same thread', async () => {
    const { tell } = await begun();
    expect((await transcript('off').reply()).content).toContain('stopped');
    await written('nothing is written down');
    tell(said('a secret'));
    await transcript('on').reply();
    tell(said('no secret'));
    await written('no secret');
    expect(world.guild.threads.length).toBe(1);
    expect(
      thread()
        .messages.map(({ content }) => content)
        .join(''),
    ).not.toContain('a secret');
    expect((await transcript('on').reply()).content).toContain('already');
  });

  it('is for people in the conversation, and for those who manage the server', async () => {
    await world.joined();
    const bob = world.guild.addPerson({ name: 'Bob' });
    expect((await transcript('on', bob).reply()).content).toContain('Join');
    expect((await transcript('off').reply()).content).toContain('Nothing');
    expect((await transcript('on', world.guild.owner).reply()).content).toContain('I write down');
  });

  it('says which permission is missing, and opens nothing', async () => {
    world.discord.setPermissions(world.text.id, world.guild.everyoneRoleId, {
      deny: ['CreatePublicThreads'],
    });
    await world.joined();
    expect((await transcript('on').reply()).content).toContain('Create Public Threads');
    expect(world.guild.threads).toEqual([]);
  });

  it.each([
    ['deleted', (id: string) => world.discord.deleteChannel(id), 'its thread was deleted'],
    [
      'closed and locked',
      (id: string) => world.discord.archiveThread(id, { locked: true }),
      'closed and locked',
    ],
  ])('tells when its thread was %s, and the conversation goes on', async (_, close, words) => {
    const { command, tell } = await begun();
    await written('written down');
    close(thread().id);
    tell(said('Hello?'));
    await advanceUntil(
      world.clock,
      command.when(({ text }) => text.includes(words)),
    );
    if (words.includes('deleted')) {
      await transcript('on').reply();
      tell(said('Again.'));
      await written('Again.');
    }
  });

  it('wakes a thread that fell asleep', async () => {
    const { tell } = await begun();
    await written('written down');
    world.discord.archiveThread(thread().id);
    tell(said('Good morning.'));
    await written('Good morning.');
    expect(thread().messages.length).toBe(2);
  });

  it('is written to its end when the conversation ends', async () => {
    const { conversation, tell } = await begun();
    tell(said('Goodbye.'));
    conversation.tell({ type: 'ended', reason: 'alone', trouble: undefined });
    await written('has ended');
    expect(thread().messages[0]?.content).toContain('Goodbye.');
  });

  it('refuses in the language of whoever asks', async () => {
    await world.joined();
    const ute = world.guild.addPerson({ name: 'Ute', locale: 'de' });
    expect((await transcript('on', ute).reply()).content).toContain('Komm erst nach');
  });
});
