import type { EndReason } from '../host/messages.ts';
import type { VoiceEndReason } from '../voice/voiceEvents.ts';

/** A goodbye that takes longer than this is cut off. */
export const GOODBYE_DEADLINE_MS = 10_000;

/** Ends that come by themselves: people hear that the bot goes. */
const HEARD: readonly EndReason[] = ['leftByTool', 'silent', 'modelFailed', 'shutdown'];

/** "At once" leaves no time for a goodbye, a lost voice cannot carry one, and an empty channel does not hear it. */
export function needsNoGoodbye(reason: EndReason): boolean {
  return !HEARD.includes(reason);
}

/** May the model finish what it is saying? Nobody asked it to be quiet. */
export function finishesSentence(reason: EndReason): boolean {
  return reason === 'leftByTool' || reason === 'shutdown';
}

/** What the end of the voice link means for the conversation. */
export function endReasonOf(reason: VoiceEndReason): EndReason {
  switch (reason) {
    case 'kicked':
    case 'channelDeleted':
      return reason;
    case 'left':
      return 'leftByCommand';
    case 'refused':
    case 'lost':
      return 'voiceFailed';
  }
}
