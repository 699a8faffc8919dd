import type { ToGatewayHalf } from '../host/messages.ts';
import type { ConversationState } from '../turn/turnSettings.ts';
import type { ActiveParts } from './activeParts.ts';

/** What the conversation itself does with what the voice half tells. */
export interface ReceiveHooks {
  /** It listens for the first time. */
  listening(): void;
  /** It is in another channel: others are there. */
  refreshPeople(): void;
}

/** Hands a message of the voice half to those in the conversation whom it is for; its end is the conversation's own. */
export function receive(
  message: Exclude<ToGatewayHalf, { type: 'ended' }>,
  parts: ActiveParts,
  hooks: ReceiveHooks,
): void {
  const { record, tools, kept, written, changes } = parts;
  switch (message.type) {
    case 'gatewayPayload':
      parts.payloads.send(message.payload);
      break;
    case 'state':
      receiveState(message.state, message.speakingUserIds, parts, hooks);
      break;
    case 'moved':
      record.setChannel(message.channelId);
      kept.moved(message.channelId);
      parts.moves.settle('moved');
      hooks.refreshPeople();
      changes.call();
      break;
    case 'report':
      record.setReport(message.report);
      changes.call();
      break;
    case 'toolCall':
      tools.call(message);
      break;
    case 'remoteCall':
      tools.calledRemotely(message);
      break;
    case 'stopTold':
      tools.cancel();
      break;
    case 'interjected':
      tools.interjected(message);
      break;
    case 'spoken':
      tools.spoken(message.entry);
      kept.spoken(message.entry);
      written.spoken(message.entry);
      break;
    case 'outOfBandDone':
      written.done(message.requestId, message.text);
      break;
    case 'trouble':
      record.setTrouble(message.trouble);
      changes.call();
  }
}

function receiveState(
  state: ConversationState,
  speakingUserIds: string[],
  { record, talkMeter, consent, budget, ending, changes }: ActiveParts,
  hooks: ReceiveHooks,
): void {
  // The end is told by `ended`, which also says why.
  if (state === 'closed') return;
  if (record.setState(state, speakingUserIds)) {
    hooks.listening();
    talkMeter.start();
    consent.listening();
    budget.look();
  }
  ending.state(state);
  changes.call();
}
