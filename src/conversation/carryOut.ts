import type { RealtimePort } from '../realtime/sessionEvents.ts';
import type { TurnEffect } from '../turn/turnEvents.ts';
import type { VoicePort } from '../voice/voiceEvents.ts';
import type { AnswerPlayer } from './answerPlayer.ts';
import type { Microphone } from './microphone.ts';
import type { MixedAuthors } from './mixedAuthors.ts';
import type { Statistics } from './statistics.ts';

/** Who carries out what the turn machine decided. */
export interface EffectTargets {
  answers: Pick<AnswerPlayer, 'play' | 'cut'>;
  realtime: Pick<RealtimePort, 'cancelResponse' | 'clearInput' | 'requestResponse'>;
  microphone: Pick<Microphone, 'open' | 'close'>;
  authors: Pick<MixedAuthors, 'request'>;
  voice: Pick<VoicePort, 'playCue'>;
  statistics: Pick<Statistics, 'bargedIn'>;
  /** The model owes an answer and gave none. */
  noAnswer: () => void;
}

/** Carries out one effect of the turn machine. */
export function carryOut(effect: TurnEffect, targets: EffectTargets): void {
  switch (effect.type) {
    case 'play':
      targets.answers.play(effect.responseId);
      break;
    case 'cut':
      if (effect.playing) targets.statistics.bargedIn();
      targets.answers.cut(effect.responseId, effect.playing);
      break;
    case 'cancel':
      targets.realtime.cancelResponse(effect.responseId);
      break;
    case 'closeInput':
      targets.microphone.close();
      targets.realtime.clearInput();
      break;
    case 'openInput':
      targets.microphone.open();
      break;
    case 'requestResponse':
      targets.realtime.requestResponse({ authors: targets.authors.request() });
      break;
    case 'thinkingLong':
      void targets.voice.playCue('thinking');
      break;
    case 'thinkingStuck':
      targets.noAnswer();
      break;
    case 'state':
      break;
  }
}
