import type { Clock } from '../clock.ts';
import type { Logger } from '../observe/logger.ts';
import { RealtimeSession } from '../realtime/realtimeSession.ts';
import { CodecPool } from '../voice/codecPool.ts';
import { VoiceLink } from '../voice/voiceLink.ts';
import type { PartsFor } from './inProcessHost.ts';

/** Makes the real edges of every conversation of this process; the codecs are shared between them. */
export function productParts(clock: Clock, log: Logger): PartsFor {
  const codecs = new CodecPool();
  return ({ conversationId, settings }) => {
    const { guildId, channelId, botUserId, model } = settings;
    const own = log.child({ conversationId, guildId });
    return {
      clock,
      makeRealtime: (onEvent) => new RealtimeSession({ settings: model, onEvent, clock, log: own }),
      makeVoice: (onEvent, sendToGateway) =>
        new VoiceLink({
          guildId,
          channelId,
          botUserId,
          gateway: { send: sendToGateway },
          onEvent,
          clock,
          log: own,
          codecs,
        }),
      makeDecoder: () => codecs.borrowDecoder(),
    };
  };
}
