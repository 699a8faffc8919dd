import type { EndReason } from '../host/messages.ts';
import type { ConversationState } from '../turn/turnSettings.ts';
import type { VoiceEndReason } from '../voice/voiceEvents.ts';

/** Ends that come by themselves: people hear that the bot goes. */
const HEARD: readonly EndReason[] = ['leftByTool', 'limitReached', 'silent', 'modelFailed', 'shutdown'];

/** "At once" leaves no time for a goodbye, a lost voice cannot carry one, and an empty channel does not hear it. */
export function needsNoGoodbye(reason: EndReason): boolean {
  return !HEARD.includes(reason);
}

/**
 * Is something to be finished before this end? What the model is saying, where nobody asked it to be quiet; and an answer that is
 * still to come, where nobody asked for the end at all.
 */
export function finishesFirst(reason: EndReason, state: ConversationState): boolean {
  if (reason === 'shutdown') return state === 'agentSpeaking' || state === 'thinking';
  return (reason === 'leftByTool' || reason === 'limitReached') && state === 'agentSpeaking';
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
