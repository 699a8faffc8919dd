import { z } from 'zod';
import type { ReminderStore } from '../../store/reminderStore.ts';
import { onlyAsker, toolRefusal } from '../onlyAsker.ts';
import { defineTool, type Tool, type ToolContext } from '../toolContract.ts';
import { wordsMatch } from '../wordsMatch.ts';

const MAX_TEXT = 300;
/** Of one person in one server. */
const MAX_REMINDERS = 20;
const MAX_TIMER_SECONDS = 24 * 3600;
const MAX_DAYS = 366;
const DAY_MS = 24 * 3_600_000;

/** Reminders and timers: stored, so that a restart loses none. */
export function reminderTools(store: ReminderStore, added: () => void): Tool[] {
  const add = async (context: ToolContext, text: string, dueAtMs: number) => {
    const userId = onlyAsker(context);
    const { guildId, textChannelId } = context;
    const nowMs = context.now().getTime();
    if (dueAtMs <= nowMs) throw toolRefusal('That is in the past.');
    if (dueAtMs - nowMs > MAX_DAYS * DAY_MS) throw toolRefusal('That is too far away: a year is the most.');
    if ((await store.ofPerson(guildId, userId)).length >= MAX_REMINDERS) {
      throw toolRefusal('You have as many reminders as you can have. Cancel one first.');
    }
    await store.add({ guildId, userId, textChannelId, text, dueAtMs });
    added();
    return { due: new Date(dueAtMs).toISOString(), inSeconds: Math.round((dueAtMs - nowMs) / 1000) };
  };
  return [
    defineTool({
      name: 'set_reminder',
      description:
        'Reminds whoever asks of something: after so many seconds, or at a moment (ask current_time first to know the date). ' +
        'They are told aloud if they are in the channel then, else mentioned in writing.',
      arguments: z
        .object({
          text: z.string().trim().min(1).max(MAX_TEXT).describe('what to remind of'),
          inSeconds: z.number().int().min(1).optional(),
          at: z.iso.datetime({ offset: true }).optional().describe('such as 2026-07-01T18:30:00+02:00'),
        })
        .refine(({ inSeconds, at }) => (inSeconds === undefined) !== (at === undefined), {
          error: 'give either inSeconds or at',
        }),
      privateArguments: true,
      callsPerMinute: 6,
      run: ({ text, inSeconds, at }, context) =>
        add(
          context,
          text,
          at === undefined ? context.now().getTime() + (inSeconds ?? 0) * 1000 : Date.parse(at),
        ),
    }),
    defineTool({
      name: 'set_timer',
      description: 'Sets a timer for whoever asks, and tells them when the time is up.',
      arguments: z.object({
        seconds: z.number().int().min(1).max(MAX_TIMER_SECONDS),
        label: z.string().trim().max(MAX_TEXT).default('').describe('what it is for, if they said so'),
      }),
      privateArguments: true,
      callsPerMinute: 6,
      run: ({ seconds, label }, context) =>
        add(
          context,
          label === '' ? 'The timer is up.' : `The timer is up: ${label}`,
          context.now().getTime() + seconds * 1000,
        ),
    }),
    defineTool({
      name: 'list_reminders',
      description: 'Tells the reminders and timers that whoever asks still has.',
      arguments: z.object({}),
      run: async (_, context) => ({
        reminders: (await store.ofPerson(context.guildId, onlyAsker(context))).map(({ text, dueAtMs }) => ({
          text,
          due: new Date(dueAtMs).toISOString(),
        })),
      }),
    }),
    defineTool({
      name: 'cancel_reminder',
      description:
        'Cancels a reminder or timer of whoever asks, named by some of its words ("timer" for a timer).',
      arguments: z.object({ about: z.string().trim().min(1).max(MAX_TEXT) }),
      privateArguments: true,
      run: async ({ about }, context) => {
        const mine = await store.ofPerson(context.guildId, onlyAsker(context));
        const found = mine.filter(({ text }) => wordsMatch(about, text));
        const [reminder, ...others] = found;
        if (reminder === undefined) throw toolRefusal('You have no reminder like that.');
        if (others.length > 0) return { cancelled: false, which: found.map(({ text }) => text) };
        await store.remove(reminder.id);
        return { cancelled: reminder.text };
      },
    }),
  ];
}
