/**
 * Writes to the store in a folder, one kind of thing after the other, for ever, and says the number of each write when it was
 * acknowledged: `node storeWriter.mjs DIST_URL FOLDER FIRST`.
 */
const [dist = '', folder = '', first = '1'] = process.argv.slice(2);
const from = (file) => import(`${dist}src/${file}`);
const { silentLogger } = await from('observe/logger.js');
const { openStore } = await from('store/store.js');
const { SettingsBook } = await from('store/settingsBook.js');
const { ConsentBook } = await from('store/consentBook.js');
const { PersonalBook } = await from('store/personalBook.js');
const { FactStore } = await from('store/factStore.js');
const { ReminderStore } = await from('store/reminderStore.js');
const { ToolAuditStore } = await from('store/toolAuditStore.js');
const { ToolSwitchStore } = await from('store/toolSwitchStore.js');
const { LedgerStore } = await from('store/ledgerStore.js');
const { OpenConversationStore } = await from('store/openConversationStore.js');
const { TranscriptStore } = await from('store/transcriptStore.js');
const { TranscriptPageStore } = await from('store/transcriptPageStore.js');

const store = await openStore({ kind: 'folder', folder }, silentLogger());
const settings = new SettingsBook(store, silentLogger());
const conversations = new OpenConversationStore(store);
const place = { textChannelId: '5' };
const usage = {
  ...{ day: 1, conversationId: 'c', model: 'm', kind: 'response', durationMs: 0 },
  ...{ inputTextTokens: 1, inputAudioTokens: 0, cachedTextTokens: 0, cachedAudioTokens: 0 },
  ...{ outputTextTokens: 0, outputAudioTokens: 0 },
};

/** What each does with a number that stands for a server and for a person. */
const WRITES = [
  (id) => settings.change(id, id, () => ({ voice: `voice ${id}` })),
  (id) => new ConsentBook(store).decideHere(id, id, 'refused'),
  (id) => new PersonalBook(store).choose(id, { preferredName: `name ${id}` }),
  (id) => new FactStore(store).add({ guildId: id, userId: id, text: `fact ${id}`, atMs: 1 }),
  (id) => new ReminderStore(store).add({ ...place, guildId: id, userId: id, text: id, dueAtMs: 1 }),
  (id) =>
    new ToolAuditStore(store).add({
      ...{ guildId: id, conversationId: 'c', tool: 't', userIds: [id], outcome: 'done' },
      ...{ argumentsText: '{}', tookMs: 1, atMs: 1 },
    }),
  (id) => new ToolSwitchStore(store).set(id, 'roll_dice', false),
  (id) =>
    new LedgerStore(store).add(
      [{ ...usage, guildId: id, userId: id }],
      [{ day: 1, guildId: id, conversationId: 'c', userId: id, talkedMs: 7 }],
    ),
  async (id) => {
    const moments = { startedAtMs: 1, updatedAtMs: 1, returns: 0 };
    const message = { messageId: null, messageChannelId: null, startedByUserId: id };
    await conversations.begin({ ...place, channelId: '6', ...moments, ...message, guildId: id });
    await conversations.add(id, { type: 'said', atMs: 1, userId: id, name: 'Ada', text: `said ${id}` }, 2);
  },
  (id) =>
    new TranscriptStore(store).add({
      ...{ guildId: id, conversationId: 'c', atMs: 1, keptUntilMs: 2 },
      ...{ userId: id, name: 'Ada', text: `kept ${id}` },
    }),
  (id) =>
    new TranscriptPageStore(store).put({
      ...{ messageId: id, guildId: id, channelId: '5', atMs: 1, keptUntilMs: 2 },
      lines: [{ userIds: [id], text: `line ${id}` }],
    }),
];

for (let write = Number(first); ; write += 1) {
  await WRITES[write % WRITES.length]?.(String(write));
  process.stdout.write(`${write}\n`);
}
