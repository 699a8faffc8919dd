import type { EndReason } from '../host/messages.ts';
import type { VoiceEndReason } from '../voice/voiceEvents.ts';

/** "At once" leaves no time for a goodbye, and a lost voice cannot carry one. */
export function needsNoGoodbye(reason: EndReason): boolean {
  return reason !== 'leftByTool' && reason !== 'modelFailed' && reason !== 'shutdown';
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
