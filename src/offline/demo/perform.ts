import { setTimeout as pause } from 'node:timers/promises';
import type { SpokenUtterance } from '../discord/voice/microphone.ts';
import type { RecordedEvent } from '../realtime/recording.ts';
import { type Actor, actorNamed, type Cast } from './cast.ts';
import type { Narrator } from './narrator.ts';
import { SCREENPLAY, type Scene, wordsOf } from './screenplay.ts';
import { type SpokenLine, speakScene, spokenSpan } from './speakScene.ts';
import { voicedCough } from './voicedCough.ts';
import { joinedBySpeaker, readWireSpeech, TRANSCRIBED } from './wireSpeech.ts';
import { AUDIO_DELTA, readWireTurn, type WireTurn } from './wireTurn.ts';

/** One turn as it was played: who said what when, and which recorded events belong to it. */
export interface PlayedTurn {
  number: number;
  scene: Scene;
  spoken: SpokenLine[];
  cough: SpokenUtterance | undefined;
  /** The events with `fromIndex < index <= toIndex` are this turn's. */
  fromIndex: number;
  toIndex: number;
}

/** The conversation as it was played. */
export interface Performance {
  turns: PlayedTurn[];
  /** Why it ended before its end. */
  failure: string | undefined;
}

/** Nothing in a turn takes this long when it works. */
const STEP_LIMIT_MS = 8_000;
/** People leave about this much silence before they speak again. */
const PAUSE_MS = 700;
/** The longest answer that is waited for. */
const ANSWER_LIMIT_MS = 20_000;
/** An answer that nobody asked for would have begun by then. */
const SILENCE_PROVEN_MS = 900;

/** Plays the whole screenplay. A turn that gets no answer ends it: what is behind it would make no sense. */
export async function perform(cast: Cast, narrator: Narrator): Promise<Performance> {
  const { recording } = cast.world.model;
  const turns: PlayedTurn[] = [];
  for (const [index, scene] of SCREENPLAY.entries()) {
    const number = index + 1;
    const fromIndex = recording.mark();
    const last = turns.at(-1);
    if (last !== undefined) last.toIndex = fromIndex;
    try {
      narrator.turn(number, scene);
      const spoken = await speakScene(cast, scene, narrator);
      const turn = { number, scene, spoken, cough: undefined, fromIndex, toIndex: Number.POSITIVE_INFINITY };
      turns.push(turn);
      if (scene.unanswered) await hearSilence(cast, turn, narrator);
      else await hearAnswer(cast, turn, narrator);
      await waitFor(cast, SCREENPLAY[index + 1]);
    } catch (thrown) {
      // The first line says what did not come; behind it is what came instead, which only a developer could read.
      const [reason] = (thrown instanceof Error ? thrown.message : String(thrown)).split('\n');
      const said = scene.lines.map((line) => `${line.speaker}: "${wordsOf(line)}"`).join(', ');
      return { turns, failure: `turn ${number} (${said}) came to nothing: ${reason}` };
    }
  }
  return { turns, failure: undefined };
}

/** They spoke to each other: everything is written down, and nobody hears the bot. */
async function hearSilence(cast: Cast, turn: PlayedTurn, narrator: Narrator): Promise<void> {
  const { recording } = cast.world.model;
  let after = turn.fromIndex;
  for (const _ of turn.scene.lines)
    after = (await recording.untilEvent(TRANSCRIBED, { after, timeoutMs: STEP_LIMIT_MS })).index;
  await pause(SILENCE_PROVEN_MS);
  tellUnderstood(cast, turn, narrator);
  if (wireOf(cast, turn).asked === 0) narrator.adds('nobody called Parley: no answer was asked for');
}

async function hearAnswer(cast: Cast, turn: PlayedTurn, narrator: Narrator): Promise<void> {
  const { recording } = cast.world.model;
  const { toMs } = spokenSpan(turn.spoken);
  // A delta may belong to an answer that is taken back or cut: the turn's own is known by who asked for it.
  const isAnswered = ({ type, atMs }: RecordedEvent): boolean =>
    type === AUDIO_DELTA && atMs > toMs && wireOf(cast, turn).firstDeltaMs !== undefined;
  await recording.untilEvent(isAnswered, { after: turn.fromIndex, timeoutMs: STEP_LIMIT_MS });
  const { askedMs = toMs, firstDeltaMs = toMs, takenBackMs, toolCall, truncatedToMs } = wireOf(cast, turn);
  const sounds = await Promise.all(
    cast.actors.map(({ ears }) =>
      ears.untilHears(cast.world.botId, { voiced: true, sinceMs: firstDeltaMs, timeoutMs: STEP_LIMIT_MS }),
    ),
  );
  const firstSoundMs = Math.max(...sounds.map(({ atMs }) => atMs));
  tellUnderstood(cast, turn, narrator);
  if (truncatedToMs !== undefined)
    narrator.adds(`the answer before was cut; the model knows that ${truncatedToMs} ms of it were heard`);
  if (takenBackMs.length > 0) narrator.adds('asked during the breath, taken back unheard, asked anew');
  if (toolCall?.output !== undefined)
    narrator.adds(`function call: ${toolCall.name} ${toolCall.arguments} gives ${toolCall.output}`);
  narrator.botSpeaks(cast.mind.said.at(-1)?.text ?? '', firstSoundMs);
  narrator.took({
    askedAfterMs: askedMs - toMs,
    firstDeltaMs: firstDeltaMs - askedMs,
    firstSoundMs: firstSoundMs - firstDeltaMs,
  });
  if (turn.scene.cough === undefined) return;
  const { by, afterMs } = turn.scene.cough;
  const { talker } = actorNamed(cast, by);
  const sound = await voicedCough(talker);
  await pause(afterMs);
  narrator.makesNoise(by, '(coughs)');
  turn.cough = await talker.client.speak(sound);
}

function wireOf({ world }: Cast, { fromIndex }: PlayedTurn): WireTurn {
  return readWireTurn(world.model.recording.events.filter(({ index }) => index > fromIndex));
}

function tellUnderstood({ world }: Cast, { fromIndex }: PlayedTurn, narrator: Narrator): void {
  const speeches = readWireSpeech(world.model.recording.events).filter(({ index }) => index > fromIndex);
  for (const { speaker, words } of joinedBySpeaker(speeches))
    narrator.adds(`the model heard ${speaker ?? 'somebody'}: ${words ?? 'nothing that it understood'}`);
}

/** Until it is the next line's turn to be said; behind the last line: until the bot has gone. */
async function waitFor(cast: Cast, next: Scene | undefined): Promise<void> {
  if (next?.interruptsAfterMs !== undefined) {
    await pause(next.interruptsAfterMs);
    return;
  }
  await Promise.all(cast.actors.map((actor) => untilBotIsQuiet(cast, actor)));
}

function untilBotIsQuiet({ world }: Cast, { ears }: Actor): Promise<unknown> {
  return ears.untilQuiet(world.botId, PAUSE_MS, { timeoutMs: ANSWER_LIMIT_MS });
}
