import { setTimeout as sleep } from 'node:timers/promises';
import { encodeVoice } from '../../src/offline/discord/voice/opusVoice.ts';
import { joinSounds } from '../../src/offline/speech/soundSource.ts';
import { Speech } from '../../src/offline/speech/speech.ts';
import { monotonicMs } from '../processes/monotonicTime.ts';
import { atLeast, atMost } from '../report/measurement.ts';
import { single } from '../report/statistics.ts';
import { findUtterance, type SearchedSound, searched } from '../sound/findUtterance.ts';
import { decodePackets } from '../sound/throughCodec.ts';
import { trimQuiet } from '../sound/trimQuiet.ts';
import { modelSpeeches } from '../world/modelCalls.ts';
import type { Scenario } from './scenario.ts';

const VOICES = ['slt', 'awb', 'rms'] as const;
const SENTENCES = [
  'I would like some tea with milk and sugar.',
  'Has anybody seen my umbrella somewhere?',
  'There is a very good film on tonight.',
  'We should all go and see it together.',
  'Please close the window before it gets cold.',
  'My brother plays the trumpet in a band.',
  'Yesterday we walked along the river for hours.',
  'Nobody told me that the shop was shut.',
  'Can you pass me the salt and the pepper?',
  'Last summer it rained almost every day.',
  'The train to London leaves at half past nine.',
  'Everybody laughed when the lights went out.',
  'How long does it take to learn the piano?',
  'Bring your own cup if you want some coffee.',
  'She painted the garden fence bright yellow.',
  'Do not forget to feed the cat this evening.',
];
const TALK_MS = { quick: 8000, whole: 60_000 } as const;
const BREATH_MS = 700;
const STAGGER_MS = 500;
/** Each person begins so many sentences further on. */
const STAGGER_SENTENCES = 5;
/** What was kept back is delivered faster than it was said. */
const DELIVERED_MS = 4000;
/** No delivery has so many samples. */
const LONGER_THAN_ANY = 1e9;

interface Utterance {
  name: string;
  sound: SearchedSound;
}

interface Delivery {
  name: string;
  sound: SearchedSound;
}

/** Three people talk over each other: is each utterance delivered to the model once, whole, in order, and under the right name? */
export const overlap: Scenario = {
  name: 'overlap',
  async run({ world, quick, subject, keep }) {
    if (subject === 'plain') return;
    const spoken = await voices();
    const talkMs = quick ? TALK_MS.quick : TALK_MS.whole;
    const plan = { subject, conversations: 1, peopleEach: VOICES.length, turns: 'subject' } as const;
    const { said, delivered } = await world.onStage(plan, async (stage) => {
      const { conversationId, people } = stage.first;
      const all: Utterance[] = [];
      const endMs = monotonicMs() + talkMs;
      const talk = async ({ userId, displayName }: (typeof people)[number], index: number) => {
        await sleep(STAGGER_MS * index);
        for (const packets of spoken[index] ?? []) {
          if (monotonicMs() > endMs) return;
          all.push({ name: displayName, sound: searched(decodePackets(packets)) });
          await stage.say(userId, [{ packets, afterMs: 0 }]);
          await sleep(BREATH_MS);
        }
      };
      await Promise.all(people.map(talk));
      await sleep(DELIVERED_MS);
      return { said: all, delivered: inOneEach(await world.model.call(modelSpeeches, { conversationId })) };
    });

    const counts = { whole: 0, again: 0, otherName: 0, disordered: 0, missingFrames: 0 };
    const lastPlace = new Map<string, number>();
    for (const { name, sound } of said) {
      const places = delivered.flatMap((one, index) =>
        findUtterance(sound, one.sound).map(({ at, missingFrames }) => ({
          name: one.name,
          order: index * LONGER_THAN_ANY + at,
          missingFrames,
        })),
      );
      const [own] = places;
      if (own === undefined) continue;
      counts.whole++;
      counts.missingFrames += own.missingFrames;
      counts.again += places.length - 1;
      if (own.name !== name) counts.otherName++;
      if (own.order <= (lastPlace.get(name) ?? -1)) counts.disordered++;
      lastPlace.set(name, own.order);
    }
    const common = { unit: '', conversations: 1 };
    keep({ ...common, what: 'utterances said', summary: single(said.length) });
    keep({
      ...common,
      what: 'delivered whole',
      summary: single(counts.whole),
      aim: atLeast(said.length),
    });
    const none = atMost(0);
    keep({ ...common, what: 'frames of them missing or unlike', summary: single(counts.missingFrames) });
    keep({ ...common, what: 'delivered again', summary: single(counts.again), aim: none });
    keep({ ...common, what: 'under another name', summary: single(counts.otherName), aim: none });
    keep({ ...common, what: 'out of order', summary: single(counts.disordered), aim: none });
  },
};

/** What each person says, sentence by sentence; nobody begins with the same as another. */
async function voices(): Promise<Buffer[][][]> {
  const speech = new Speech();
  try {
    const spoken: Buffer[][][] = [];
    for (const [index, voice] of VOICES.entries()) {
      const sentences: Buffer[][] = [];
      for (let number = 0; number < SENTENCES.length; number++) {
        const sentence = SENTENCES[(number + index * STAGGER_SENTENCES) % SENTENCES.length] ?? '';
        sentences.push(encodeVoice(trimQuiet(await speech.synthesize(sentence, { voice }))));
      }
      spoken.push(sentences);
    }
    return spoken;
  } finally {
    await speech.close();
  }
}

/** A pause inside an utterance may have made two items of it: what one person said in a row is one delivery. */
function inOneEach(speeches: readonly { note: string; pcm: Int16Array }[]): Delivery[] {
  const turns: { note: string; sounds: Int16Array[] }[] = [];
  for (const { note, pcm } of speeches) {
    const last = turns.at(-1);
    if (last?.note === note) last.sounds.push(pcm);
    else turns.push({ note, sounds: [pcm] });
  }
  return turns.map(({ note, sounds }) => ({
    name: /^\[(.+) is speaking\]$/.exec(note)?.[1] ?? '',
    sound: searched(joinSounds(...sounds)),
  }));
}
