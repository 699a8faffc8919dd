import type { ToVoiceHalf } from '../host/messages.ts';
import type { RealtimePort } from '../realtime/sessionEvents.ts';
import type { VoicePort } from '../voice/voiceEvents.ts';
import { modelSettings } from './conversationParts.ts';
import type { Hearing } from './hearing.ts';
import type { ToolRelay } from './toolRelay.ts';
import type { TurnTaking } from './turnTaking.ts';
import type { WrittenRequests } from './writtenRequests.ts';

/** Who in a conversation the messages of the gateway half are for. */
export interface Addressees {
  realtime: Pick<RealtimePort, 'configure'>;
  voice: VoicePort;
  turns: TurnTaking;
  hearing: Hearing;
  tools: ToolRelay;
  written: WrittenRequests;
}

/** Hands a message of the gateway half to those in the conversation whom it is for; its end is the conversation's own. */
export function deliver(
  message: Exclude<ToVoiceHalf, { type: 'open' | 'close' }>,
  { realtime, voice, turns, hearing, tools, written }: Addressees,
): void {
  switch (message.type) {
    case 'move':
      voice.move(message.channelId);
      return;
    case 'voiceStateUpdate':
      voice.onVoiceStateUpdate(message.data);
      return;
    case 'voiceServerUpdate':
      voice.onVoiceServerUpdate(message.data);
      return;
    case 'gateway':
      voice.onGateway(message.change);
      return;
    case 'toolResult':
      tools.result(message.callId, message.output, message.respond);
      return;
    case 'say':
      written.say(message.text);
      return;
    case 'text':
      written.typed(message);
      return;
    case 'outOfBand':
      void written.writeAside(message.requestId, message.instructions);
      return;
    case 'people':
      turns.people(message.people);
      return;
    case 'hearing':
      hearing.allow(message.userIds);
      return;
    case 'tell':
      written.news(message);
      return;
    case 'stop':
      turns.stop();
      return;
    case 'settings':
      realtime.configure(modelSettings(message.settings));
      turns.configure(message.settings);
      return;
    case 'talk':
      turns.talkPressed(message.userId);
      return;
  }
}
