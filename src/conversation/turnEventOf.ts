import type { SessionEvent } from '../realtime/sessionEvents.ts';
import type { TurnEvent } from '../turn/turnEvents.ts';

/** What an event of the model's session means for turn-taking; `undefined`: nothing. */
export function turnEventOf(event: SessionEvent): TurnEvent | undefined {
  switch (event.type) {
    case 'speechStarted':
    case 'speechStopped':
    case 'committed':
    case 'responseRefused':
      return { type: event.type };
    case 'responseCreated':
    case 'responseDone':
      return { type: event.type, responseId: event.responseId };
    case 'audioDelta':
      return { type: 'soundArrived', responseId: event.part.responseId };
    case 'toolCall':
      return { type: 'toolCalled' };
    case 'reconnecting':
      return { type: 'connectionLost' };
    default:
      return undefined;
  }
}
