import { BOT } from './de/bot.ts';
import { CONVERSATION } from './de/conversation.ts';
import { JOIN } from './de/join.ts';
import { LEAVE } from './de/leave.ts';
import { LIMITS } from './de/limits.ts';
import { ME } from './de/me.ts';
import { PERSONA } from './de/persona.ts';
import { PRIVACY } from './de/privacy.ts';
import { SAY } from './de/say.ts';
import { SETTINGS } from './de/settings.ts';
import { STATUS } from './de/status.ts';
import { STOP } from './de/stop.ts';
import { SUMMARY } from './de/summary.ts';
import { TOOL_DEEDS } from './de/toolDeeds.ts';
import { TOOLS } from './de/tools.ts';
import { TRANSCRIPT } from './de/transcript.ts';
import { TROUBLE } from './de/trouble.ts';
import { USAGE } from './de/usage.ts';
import { WHY } from './de/why.ts';
import type { Language } from './language.ts';

/** German. People are addressed with "du", as is usual on Discord. */
export const GERMAN: Language = {
  name: 'Deutsch',
  discordLocales: ['de'],
  texts: {
    bot: BOT,
    conversation: CONVERSATION,
    join: JOIN,
    leave: LEAVE,
    limits: LIMITS,
    me: ME,
    persona: PERSONA,
    privacy: PRIVACY,
    settings: SETTINGS,
    status: STATUS,
    stop: STOP,
    summary: SUMMARY,
    tools: TOOLS,
    toolDeeds: TOOL_DEEDS,
    say: SAY,
    transcript: TRANSCRIPT,
    trouble: TROUBLE,
    usage: USAGE,
    why: WHY,
  },
};
