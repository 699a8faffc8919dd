import { SpeechDetector } from '../audio/speechDetector.ts';
import { loadVoiceActivity } from '../audio/voiceActivity.ts';
import type { Clock } from '../clock.ts';
import { modelSettings } from '../conversation/conversationParts.ts';
import type { Logger } from '../observe/logger.ts';
import { RealtimeSession } from '../realtime/realtimeSession.ts';
import { RollingSession } from '../realtime/rollingSession.ts';
import { CodecPool } from '../voice/codecPool.ts';
import { VoiceLink } from '../voice/voiceLink.ts';
import type { PartsFor } from './inProcessHost.ts';

/** Makes the real edges of every conversation of this process; codecs and voice detection are shared between them. */
export async function productParts(clock: Clock, log: Logger): Promise<PartsFor> {
  const voiceActivity = await loadVoiceActivity();
  const codecs = new CodecPool();
  return ({ conversationId, settings }) => {
    const { guildId, channelId, botUserId } = settings;
    const own = log.child({ conversationId, guildId });
    return {
      clock,
      makeRealtime: (onEvent, rest) =>
        new RollingSession({
          model: settings.model.model,
          make: (model, { onEvent: onOwnEvent, memory, counters }) =>
            new RealtimeSession({
              settings: { ...modelSettings(settings), model },
              onEvent: onOwnEvent,
              clock,
              log: own,
              memory,
              counters,
            }),
          onEvent,
          rest,
          limitMs: settings.model.sessionLimitMs,
          clock,
          log: own,
        }),
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
      makeJudge: () => new SpeechDetector(voiceActivity.newDetector()),
    };
  };
}
