import { ParleyError } from '../errors.ts';
import type { VoiceEndReason } from './voiceEvents.ts';

/** Voice close codes that the link treats in ways of their own (Discord, Opcodes and Status Codes, "Voice"). */
const CLOSE_DISCONNECTED = 4014;
const CLOSE_ENCRYPTION_REQUIRED = 4017;
const CLOSE_RATE_LIMITED = 4021;
const CLOSE_CALL_ENDED = 4022;

/** How a link ends. */
export interface VoiceEnd {
  reason: VoiceEndReason;
  error: ParleyError;
}

/** What is right when Discord has closed the voice socket, and the library cannot resume by itself. */
export type CloseAnswer =
  /** Ask for the channel again; when that does not help, begin afresh. */
  | { type: 'rejoin' }
  /** It may be a move or another voice server, which show themselves soon; otherwise this is the end. */
  | { type: 'await'; end: VoiceEnd }
  /** Stay away. */
  | { type: 'end'; end: VoiceEnd };

/**
 * The right answer to a close code (Discord, Opcodes and Status Codes, "Voice"). Those below 4000 and 4015 are the library's to
 * resume from; when it does not, they are answered like what is left: a session, token or message that is not good any more,
 * which a new one replaces.
 */
export function answerToClose(closeCode: number): CloseAnswer {
  switch (closeCode) {
    case CLOSE_DISCONNECTED:
      return { type: 'await', end: kickedEnd() };
    case CLOSE_CALL_ENDED:
      return { type: 'await', end: callEnded() };
    case CLOSE_ENCRYPTION_REQUIRED:
      return { type: 'end', end: encryptionRequired() };
    case CLOSE_RATE_LIMITED:
      return { type: 'end', end: rateLimited() };
    default:
      return { type: 'rejoin' };
  }
}

function encryptionRequired(): VoiceEnd {
  return {
    reason: 'refused',
    error: new ParleyError('voice close 4017: end-to-end encryption required', {
      code: 'voice_refused',
      tellPerson:
        'Discord only lets end-to-end encrypted clients into this call, and mine was not accepted. Please update Parley.',
    }),
  };
}

function rateLimited(): VoiceEnd {
  return {
    reason: 'refused',
    error: new ParleyError('voice close 4021: disconnected for exceeding a rate limit', {
      code: 'voice_refused',
      tellPerson:
        'Discord disconnected me because of its rate limits. Please wait a few minutes, then call me again.',
    }),
  };
}

function callEnded(): VoiceEnd {
  return {
    reason: 'channelDeleted',
    error: new ParleyError('voice close 4022: call terminated', {
      code: 'voice_lost',
      tellPerson:
        'Discord ended the call: the channel was deleted or closed. Please call me in another channel.',
    }),
  };
}

/** Somebody took the bot out of the channel. */
export function kickedEnd(): VoiceEnd {
  return {
    reason: 'kicked',
    error: new ParleyError('disconnected from the voice channel by somebody', {
      code: 'voice_kicked',
      tellPerson: 'Somebody disconnected me from the voice channel. Use /join to have me back.',
    }),
  };
}

/** The connection broke and would not come back. */
export function lostEnd(detail: string): VoiceEnd {
  return {
    reason: 'lost',
    error: new ParleyError(`the voice connection was lost for good: ${detail}`, {
      code: 'voice_lost',
      retryable: true,
      tellPerson:
        'I lost the connection to the voice channel and could not get it back. Please use /join again.',
    }),
  };
}

/** The bot could not come in. */
export function joinFailure(why: string): ParleyError {
  const hint = why.includes('UDP')
    ? "Discord's voice server does not answer over UDP; a firewall may be in the way."
    : 'Please check that I may see, connect and speak there, then try again.';
  return new ParleyError(`could not join the voice channel (${why})`, {
    code: 'voice_join_failed',
    retryable: true,
    tellPerson: `I could not connect to the voice channel. ${hint}`,
  });
}

/** What makes the link repair itself though Discord says that it stands. */
export type Ailment =
  /** Company, and no group to encrypt with. */
  | 'noGroup'
  /** Somebody speaks and nothing of it can be understood. */
  | 'deaf'
  /** Sound is played and nothing leaves. */
  | 'mute'
  /** The way of sound is dead: nothing comes back from the voice server. */
  | 'unreachable';

/** What people are told of a repair. */
export function ailmentError(ailment: Ailment, isRepaired: boolean): ParleyError {
  const isMute = ailment === 'mute';
  const what = isMute ? 'You may not have heard me' : 'I could not hear you';
  return new ParleyError(`the voice connection stands but is sick: ${ailment}`, {
    code: isMute ? 'voice_mute' : 'voice_deaf',
    retryable: isRepaired,
    tellPerson: isRepaired
      ? `${what} for a moment. I am connecting anew; please say it again.`
      : `${what}, and connecting anew did not help. Leaving the channel and coming back may; or use /leave and /join.`,
  });
}
