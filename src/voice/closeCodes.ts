import { ParleyError } from '../errors.ts';
import type { VoiceEndReason } from './voiceEvents.ts';

/** Voice close codes that the link treats in ways of their own (Discord, Opcodes and Status Codes, "Voice"). */
export const CLOSE_DISCONNECTED = 4014;
const CLOSE_ENCRYPTION_REQUIRED = 4017;
const CLOSE_RATE_LIMITED = 4021;
const CLOSE_CALL_ENDED = 4022;

/** How a link ends. */
export interface VoiceEnd {
  reason: VoiceEndReason;
  error: ParleyError;
}

/** @returns how the link ends when Discord closes with this code; `undefined` for every code after which one may come back. */
export function finalEnd(closeCode: number): VoiceEnd | undefined {
  if (closeCode === CLOSE_ENCRYPTION_REQUIRED) {
    return {
      reason: 'refused',
      error: new ParleyError('voice close 4017: end-to-end encryption required', {
        code: 'voice_refused',
        tellPerson:
          'Discord only lets end-to-end encrypted clients into this call, and mine was not accepted. Please update Parley.',
      }),
    };
  }
  if (closeCode === CLOSE_RATE_LIMITED) {
    return {
      reason: 'refused',
      error: new ParleyError('voice close 4021: disconnected for exceeding a rate limit', {
        code: 'voice_refused',
        tellPerson:
          'Discord disconnected me because of its rate limits. Please wait a few minutes, then call me again.',
      }),
    };
  }
  if (closeCode === CLOSE_CALL_ENDED) {
    return {
      reason: 'channelDeleted',
      error: new ParleyError('voice close 4022: call terminated', {
        code: 'voice_lost',
        tellPerson:
          'Discord ended the call: the channel was deleted or closed. Please call me in another channel.',
      }),
    };
  }
  return undefined;
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
