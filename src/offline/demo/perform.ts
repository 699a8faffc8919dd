import { setTimeout as pause } from 'node:timers/promises';
import type { SpokenUtterance } from '../discord/voice/microphone.ts';
import { type Actor, actorNamed, type Cast, othersThan } from './cast.ts';
import type { Narrator } from './narrator.ts';
import { type Line, SCREENPLAY } from './screenplay.ts';
import { AUDIO_DELTA, readWireTurn, SPEECH_STOPPED, TRANSCRIBED, transcriptOf } from './wireTurn.ts';

/** One turn as it was played: who said what when, and which recorded events belong to it. */
export interface PlayedTurn {
  number: number;
  line: Line;
  spoken: SpokenUtterance;
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

/** Plays the whole screenplay. A turn that gets no answer ends it: what is behind it would make no sense. */
export async function perform(cast: Cast, narrator: Narrator): Promise<Performance> {
  const { recording } = cast.world.model;
  const turns: PlayedTurn[] = [];
  for (const [index, line] of SCREENPLAY.entries()) {
    const number = index + 1;
    const fromIndex = recording.mark();
    const last = turns.at(-1);
    if (last !== undefined) last.toIndex = fromIndex;
    try {
      narrator.turn(number, line);
      const speaking = say(cast, line, narrator);
      await hearAnswer(cast, fromIndex, speaking, narrator);
      turns.push({ number, line, spoken: await speaking, fromIndex, toIndex: Number.POSITIVE_INFINITY });
      await waitFor(cast, SCREENPLAY[index + 1]);
    } catch (thrown) {
      // The first line says what did not come; behind it is what came instead, which only a developer could read.
      const [reason] = (thrown instanceof Error ? thrown.message : String(thrown)).split('\n');
      return {
        turns,
        failure: `turn ${number} (${line.speaker}: "${line.words}") came to nothing: ${reason}`,
      };
    }
  }
  return { turns, failure: undefined };
}

async function say(cast: Cast, line: Line, narrator: Narrator): Promise<SpokenUtterance> {
  const speaker = actorNamed(cast, line.speaker);
  const [listener] = othersThan(cast, line.speaker);
  // What is shown is what somebody else really heard, not what was meant to be said.
  listener?.ears.untilHears(speaker.talker.id, { voiced: true }).then(
    ({ atMs }) => narrator.personSpeaks(line.speaker, line.words, atMs),
    () => {},
  );
  return speaker.talker.say(line.words);
}

async function hearAnswer(
  cast: Cast,
  fromIndex: number,
  speaking: Promise<SpokenUtterance>,
  narrator: Narrator,
): Promise<void> {
  const { recording } = cast.world.model;
  const { lastPacketMs } = await speaking;
  const within = { timeoutMs: STEP_LIMIT_MS };
  const stopped = await recording.untilEvent(SPEECH_STOPPED, { after: fromIndex, ...within });
  const transcribed = await recording.untilEvent(TRANSCRIBED, { after: fromIndex, ...within });
  narrator.adds(`understood: ${transcriptOf(transcribed) ?? 'nothing'}`);
  const delta = await recording.untilEvent(AUDIO_DELTA, { after: stopped.index, ...within });
  const sounds = await Promise.all(
    cast.actors.map(({ ears }) =>
      ears.untilHears(cast.world.botId, { voiced: true, sinceMs: delta.atMs, timeoutMs: STEP_LIMIT_MS }),
    ),
  );
  const firstSoundMs = Math.max(...sounds.map(({ atMs }) => atMs));
  const { toolCall } = readWireTurn(recording.events.filter(({ index }) => index > fromIndex));
  if (toolCall?.output !== undefined)
    narrator.adds(`function call: ${toolCall.name} ${toolCall.arguments} gives ${toolCall.output}`);
  narrator.botSpeaks(cast.mind.said.at(-1)?.text ?? '', firstSoundMs);
  narrator.took({
    knownOverMs: stopped.atMs - (lastPacketMs ?? stopped.atMs),
    firstDeltaMs: delta.atMs - stopped.atMs,
    firstSoundMs: firstSoundMs - delta.atMs,
  });
}

/** Until it is the next line's turn to be said; behind the last line: until the bot has gone. */
async function waitFor(cast: Cast, next: Line | undefined): Promise<void> {
  if (next?.interruptsAfterMs !== undefined) {
    await pause(next.interruptsAfterMs);
    return;
  }
  await Promise.all(cast.actors.map((actor) => untilBotIsQuiet(cast, actor)));
}

function untilBotIsQuiet({ world }: Cast, { ears }: Actor): Promise<unknown> {
  return ears.untilQuiet(world.botId, PAUSE_MS, { timeoutMs: ANSWER_LIMIT_MS });
}
