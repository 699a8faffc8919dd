import { BOT } from './en/bot.ts';
import { CONVERSATION } from './en/conversation.ts';
import { JOIN } from './en/join.ts';
import { LEAVE } from './en/leave.ts';
import { LIMITS } from './en/limits.ts';
import { ME } from './en/me.ts';
import { PERSONA } from './en/persona.ts';
import { PRIVACY } from './en/privacy.ts';
import { SAY } from './en/say.ts';
import { SETTINGS } from './en/settings.ts';
import { STATUS } from './en/status.ts';
import { STOP } from './en/stop.ts';
import { SUMMARY } from './en/summary.ts';
import { TOOL_DEEDS } from './en/toolDeeds.ts';
import { TOOLS } from './en/tools.ts';
import { TRANSCRIPT } from './en/transcript.ts';
import { TROUBLE } from './en/trouble.ts';
import { USAGE } from './en/usage.ts';
import { WHY } from './en/why.ts';

/**
 * English: the language whose keys and values every other one follows. Each text is one literal, however long: put together
 * with `+` its type would no longer know which values it asks for.
 */
export const ENGLISH = {
  name: 'English',
  discordLocales: ['en-US', 'en-GB'],
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
} as const;
