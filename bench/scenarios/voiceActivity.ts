import { SpeechDetector } from '../../src/audio/speechDetector.ts';
import { loadVoiceActivity } from '../../src/audio/voiceActivity.ts';
import { type Aim, atLeast, atMost } from '../report/measurement.ts';
import { single, summarise } from '../report/statistics.ts';
import { throughCodec } from '../sound/throughCodec.ts';
import { type FrameJudge, type JudgeScore, scoreJudge } from '../vad/judgeScore.ts';
import { type LabelledSound, labelOther, labelSpeech } from '../vad/labelledSound.ts';
import { levelGate } from '../vad/levelGate.ts';
import { ROOM_SOUNDS } from '../vad/roomSounds.ts';
import { spokenSounds } from '../vad/spokenSounds.ts';
import type { Scenario, ScenarioContext } from './scenario.ts';

const SEED = 7;
const ROOM_SOUND_MS = { quick: 4000, whole: 20_000 } as const;
/** Recordings have a room under them that speech made here has not: pauses lie nearer to the speech. */
const RECORDING_PAUSE_DB = 26;
const GIVEN = 'speech given or made';
/** Known to be taken for speech now and then, so no aim is set for it. */
const MUSIC = 'music (chords)';
const AIM_FOUND_PERCENT = 85;
const AIM_MISSED_PERCENT = 1;

/** How well speech is told from noise, and what it costs: the detector beside a plain gate on the level. */
export const voiceActivity: Scenario = {
  name: 'vad',
  async run(context) {
    const library = await loadVoiceActivity();
    const newJudge = (): FrameJudge =>
      context.subject === 'parley' ? new SpeechDetector(library.newDetector()) : levelGate();
    const sounds = await allSounds(context);
    let frames = 0;
    let spentUs = 0;
    for (const group of new Set(sounds.map((sound) => sound.group))) {
      const ofGroup = sounds.filter((sound) => sound.group === group);
      const score = scoreJudge(newJudge, ofGroup);
      frames += score.frames;
      spentUs += score.spentUs;
      if (score.speechFrames > 0) keepSpoken(context, group, score);
      else keepRoom(context, group, score);
    }
    const common = { unit: 'us', conversations: 1 };
    context.keep({ ...common, what: 'core time for a frame of 20 ms', summary: single(spentUs / frames) });
  },
};

/** Everything as it arrives: through the codec at Discord's rate. */
async function allSounds({ speech, quick }: ScenarioContext): Promise<LabelledSound[]> {
  const durationMs = quick ? ROOM_SOUND_MS.quick : ROOM_SOUND_MS.whole;
  const room = ROOM_SOUNDS.map(({ name, make }) => {
    const samples = make(durationMs, SEED);
    return { group: name, samples, labels: labelOther(samples) };
  });
  const given = { group: GIVEN, samples: speech, labels: labelSpeech(speech, RECORDING_PAUSE_DB) };
  const spoken = await spokenSounds(SEED, quick ? ['slt'] : undefined);
  return [given, ...spoken, ...room].map((sound) => ({
    ...sound,
    samples: throughCodec(sound.samples, 'stereo48k'),
  }));
}

function keepSpoken({ keep }: ScenarioContext, group: string, score: JudgeScore): void {
  const percent = (what: string, of: number, all: number, aim?: Aim) =>
    keep({ what: `${group}: ${what}`, unit: '%', conversations: 1, summary: single((100 * of) / all), aim });
  percent('found', score.foundFrames, score.speechFrames, atLeast(AIM_FOUND_PERCENT));
  // Nobody has checked whether all that is loud in a given recording is speech, and all that is faint is none.
  if (group !== GIVEN) {
    percent('pauses taken for speech', score.wrongFrames, score.otherFrames);
    percent('never noticed', score.missed, score.utterances, atMost(AIM_MISSED_PERCENT));
  }
  const delays = { voiced: score.voicedAfterMs, speech: score.speechAfterMs };
  for (const [opinion, delaysMs] of Object.entries(delays)) {
    keep({
      what: `${group}: "${opinion}" after`,
      unit: 'ms',
      conversations: 1,
      summary: summarise(delaysMs),
    });
  }
}

function keepRoom({ keep }: ScenarioContext, group: string, score: JudgeScore): void {
  keep({
    what: `${group}: times taken for speech`,
    unit: '',
    conversations: 1,
    summary: single(score.falseStarts),
    aim: group === MUSIC ? undefined : atMost(0),
  });
}
