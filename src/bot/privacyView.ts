import { type APIEmbedField, ButtonStyle, ComponentType } from 'discord.js';
import type { Consent } from '../store/consentBook.ts';
import type { PersonalRecord } from '../store/personalData.ts';
import type { ServerSettings } from '../store/serverSettings.ts';
import type { Words } from '../words/words.ts';
import type { MessageView } from './messageView.ts';
import { safeText } from './safeName.ts';
import type { Removal } from './transcript/transcriptPages.ts';

/** The button that deletes what is stored about whoever presses it. */
export const DELETE_BUTTON = 'privacyDelete';

/** The newest of each kind; all of them are in the export. */
const MAX_SHOWN = 5;

/** Far below Discord's 1024 of a field, with five of them and the line behind. */
const MAX_LINE_CHARACTERS = 120;

const COLOUR = 0x5865f2;

/** What one person is told of themself. */
export function privacyView(
  record: PersonalRecord,
  consent: Consent,
  { consentMode, keepTranscriptDays }: Pick<ServerSettings, 'consentMode' | 'keepTranscriptDays'>,
  words: Words,
): MessageView {
  const settings = JSON.stringify(record.settings);
  const lists = [
    list(
      (total) => words('privacy.facts', { total }),
      record.facts.map(({ text }) => text),
      words,
    ),
    list(
      (total) => words('privacy.reminders', { total }),
      record.reminders.map(({ due, text }) => `${due}: ${text}`),
      words,
    ),
    list(
      (total) => words('privacy.calls', { total }),
      record.toolCalls.map(({ tool, arguments: given }) => `${tool} ${given}`),
      words,
    ),
    list(
      (total) => words('privacy.said', { total }),
      record.transcripts.map(({ at, text }) => `${at}: ${text}`),
      words,
    ),
  ].flat();
  const own =
    settings === '{}' ? [] : [words('privacy.callMe', { settings: safeText(settings, MAX_LINE_CHARACTERS) })];
  const nothing = lists.length + own.length === 0 ? [words('privacy.nothingKept')] : [];
  const description = [
    words(heardKey(consent, consentMode)),
    keepTranscriptDays === 0
      ? words('privacy.soundKept')
      : words('privacy.keptLong', { count: keepTranscriptDays }),
    ...own,
    ...nothing,
  ].join('\n');
  return { embeds: [{ description, fields: lists, color: COLOUR }], components: [] };
}

function heardKey({ here, everywhere }: Consent, consentMode: ServerSettings['consentMode']) {
  const decision = here ?? everywhere;
  if (decision === 'refused') return 'privacy.refused';
  return decision === undefined && consentMode === 'ask' ? 'privacy.notAsked' : 'privacy.heard';
}

/** The newest come last in a record. */
function list(name: (total: number) => string, texts: string[], words: Words): APIEmbedField[] {
  if (texts.length === 0) return [];
  const lines = texts.slice(-MAX_SHOWN).map((text) => `• ${safeText(text, MAX_LINE_CHARACTERS)}`);
  const more = texts.length - lines.length;
  if (more > 0) lines.push(words('privacy.more', { more }));
  return [{ name: name(texts.length), value: lines.join('\n') }];
}

/** Asks whether everything is to be deleted. */
export function deleteView(words: Words): MessageView {
  return {
    content: words('privacy.deleteAsk'),
    embeds: [],
    components: [
      {
        type: ComponentType.ActionRow,
        components: [
          {
            type: ComponentType.Button,
            style: ButtonStyle.Danger,
            label: words('privacy.deleteButton'),
            custom_id: DELETE_BUTTON,
          },
        ],
      },
    ],
  };
}

/** What was deleted, and where on Discord the person's lines are still to be read. */
export function deletedText({ changed, unreached }: Removal, words: Words): string {
  const left = unreached.length;
  const links = unreached
    .slice(0, MAX_SHOWN)
    .map(
      ({ guildId, channelId, messageId }) =>
        `https://discord.com/channels/${guildId}/${channelId}/${messageId}`,
    );
  return [
    words('privacy.deleted'),
    ...(changed === 0 ? [] : [words('privacy.linesTaken', { count: changed })]),
    ...(left === 0 ? [] : [words('privacy.linesLeft', { count: left, links: links.join(' ') })]),
    words('privacy.linesUnknown'),
  ].join('\n');
}
