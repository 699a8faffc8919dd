import { SpeechDetector } from '../../src/audio/speechDetector.ts';
import { loadVoiceActivity } from '../../src/audio/voiceActivity.ts';
import { atLeast, atMost } from '../report/measurement.ts';
import { single, summarise } from '../report/statistics.ts';
import { throughCodec } from '../sound/throughCodec.ts';
import { type FrameJudge, type JudgeScore, scoreJudge } from '../vad/judgeScore.ts';
import { type LabelledSound, labelOther, labelSpeech } from '../vad/labelledSound.ts';
import { levelGate } from '../vad/levelGate.ts';
import { ROOM_SOUNDS } from '../vad/roomSounds.ts';
import { spokenSounds } from '../vad/spokenSounds.ts';
import type { Scenario, ScenarioContext } from './scenario.ts';

const SEED = 7;
const ROOM_SOUND_MS = { quick: 6000, whole: 20_000 } as const;
/** Recordings have a room under them that speech made here has not: pauses lie nearer to the speech. */
const RECORDING_PAUSE_DB = 26;
const GIVEN = 'speech given or made';
/** Known to be taken for speech now and then, so no aim is set for it. */
const MUSIC = 'music (chords)';
const AIM_FOUND_PERCENT = 85;

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
  const spoken = await spokenSounds(SEED, quick ? ['slt', 'kal16'] : undefined);
  return [given, ...spoken, ...room].map((sound) => ({
    ...sound,
    samples: throughCodec(sound.samples, 'stereo48k'),
  }));
}

function keepSpoken({ keep }: ScenarioContext, group: string, score: JudgeScore): void {
  const common = { conversations: 1 };
  const foundPercent = (100 * score.foundFrames) / score.speechFrames;
  const aim = atLeast(AIM_FOUND_PERCENT);
  keep({ ...common, what: `${group}: found`, unit: '%', summary: single(foundPercent), aim });
  if (score.otherFrames > 0) {
    const wrong = single((100 * score.wrongFrames) / score.otherFrames);
    keep({ ...common, what: `${group}: pauses taken for speech`, unit: '%', summary: wrong });
  }
  keep({
    ...common,
    what: `${group}: never noticed`,
    unit: '',
    summary: single(score.missed),
    aim: atMost(0),
  });
  const delays = { voiced: score.voicedAfterMs, speech: score.speechAfterMs };
  for (const [opinion, delaysMs] of Object.entries(delays)) {
    keep({ ...common, what: `${group}: "${opinion}" after`, unit: 'ms', summary: summarise(delaysMs) });
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
