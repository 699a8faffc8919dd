import { SystemClock } from '../../clock.ts';
import type { BotExit } from '../world/botProcess.ts';
import { LocalWorld } from '../world/localWorld.ts';
import { assemble, type Cast } from './cast.ts';
import { Narrator } from './narrator.ts';
import { type Performance, perform } from './perform.ts';
import { review } from './review.ts';
import { BOT_NAME } from './screenplay.ts';
import { StallWatch } from './stallWatch.ts';
import { summarise } from './summary.ts';
import type { Terminal } from './terminal.ts';
import { writeOutputs } from './writeOutputs.ts';

/** A bot that does not come in or go out by then never will. */
const DOOR_LIMIT_MS = 15_000;

/** Where to tell, where to write, and what ends it early. */
export interface DemoOptions {
  terminal: Terminal;
  /** The folder for recording and timeline; made when it is missing. */
  folder: string;
  signal: AbortSignal;
}

/** What came of the demo. */
export interface DemoResult {
  /** What failed, in plain words: nothing when every turn was really heard. */
  problems: string[];
  /** For how long the people's own process stood still at the longest while they talked. */
  stalledMs: number;
}

/**
 * Plays the demo. Whatever happens, the bot process has ended and the world is gone when this returns.
 *
 * @throws the signal's reason when it was ended early
 */
export async function runDemo({ terminal, folder, signal }: DemoOptions): Promise<DemoResult> {
  const startMs = performance.now();
  const narrator = new Narrator(terminal, startMs);
  terminal.line(terminal.in('strong', `${BOT_NAME}, on local ground`));
  terminal.line(
    'A local Discord, a local model, and the real bot as a process of its own. Nothing leaves this machine.',
  );
  terminal.line('What the model understands, it recognises in the sound that reaches it.');
  terminal.line(
    `Among several people ${BOT_NAME} answers who calls it by its name, and who goes on within 12 s of being answered.`,
  );
  terminal.line();
  const world = await LocalWorld.start();
  try {
    return await Promise.race([play(world, narrator, terminal, folder), aborted(signal)]);
  } finally {
    await world.stop();
  }
}

async function play(
  world: LocalWorld,
  narrator: Narrator,
  terminal: Terminal,
  folder: string,
): Promise<DemoResult> {
  const cast = await assemble(world);
  narrator.tells(`The bot is ready (process ${cast.bot.pid}). ${names(cast)} are in #${cast.channel.name}.`);
  const { statusMessage, joinedMs } = await open(cast, narrator);
  const stalls = new StallWatch(new SystemClock());
  const performed = await perform(cast, narrator);
  stalls.stop();
  const problems = performed.failure === undefined ? [] : [performed.failure];
  problems.push(...(await close(cast, performed, statusMessage, narrator)));
  const reviews = await review(cast, performed);
  problems.push(
    ...reviews.flatMap(({ number, problems: found }) => found.map((one) => `turn ${number}: ${one}`)),
  );
  problems.push(...exitProblems(await cast.bot.stop(), cast));
  summarise(terminal, reviews);
  const files = await writeOutputs({ cast, reviews, originMs: joinedMs, folder });
  terminal.line();
  terminal.line(`Written: ${files.join(', ')}`);
  return { problems, stalledMs: stalls.longestMs };
}

async function open(cast: Cast, narrator: Narrator) {
  const [host] = cast.actors;
  if (host === undefined) throw new Error('nobody is there');
  narrator.tells(`${host.name} types /join`);
  const statusMessage = host.talker.command('join');
  const joinedMs = performance.now();
  const shown = await statusMessage.when(({ text }) => /listening/i.test(text), DOOR_LIMIT_MS);
  narrator.tells(`${BOT_NAME} came in, and shows: ${firstLine(shown.text, cast)}`);
  await Promise.all(cast.actors.map(({ talker }) => talker.client.untilEncryptedWith([cast.world.botId])));
  await Promise.all(cast.actors.map(({ ears }) => ears.untilQuiet(cast.world.botId, QUIET_AFTER_CUE_MS)));
  return { statusMessage, joinedMs };
}

/** The cue that says "I am here" has been heard, and nobody talks into it. */
const QUIET_AFTER_CUE_MS = 500;

/** The model was asked to leave: waits until it has. A performance that failed is ended by hand. */
async function close(
  cast: Cast,
  { failure }: Performance,
  statusMessage: Awaited<ReturnType<typeof open>>['statusMessage'],
  narrator: Narrator,
): Promise<string[]> {
  if (failure !== undefined) cast.actors[0]?.talker.command('leave');
  try {
    const ended = await Promise.race([
      statusMessage.when(({ text }) => /^ended/i.test(text), DOOR_LIMIT_MS),
      cast.bot.exited.then(() => Promise.reject(new Error('its process ended before'))),
    ]);
    narrator.tells(`${BOT_NAME} has left, and shows: ${lines(ended.text, cast)[1] ?? ''}`);
    return cast.channel.memberIds.includes(cast.world.botId) ? ['the bot is still in the channel'] : [];
  } catch (thrown) {
    return [`the bot did not leave: ${thrown instanceof Error ? thrown.message : String(thrown)}`];
  }
}

function exitProblems({ code, signal }: BotExit, { bot }: Cast): string[] {
  const problems: string[] = [];
  if (code !== 0) problems.push(`the bot process ended with ${code ?? signal} instead of 0`);
  if (bot.stderr !== '') problems.push(`the bot process complained: ${bot.stderr.trim()}`);
  return problems;
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const onAbort = (): void => reject(signal.reason);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
}

function names({ actors }: Cast): string {
  return new Intl.ListFormat('en').format(actors.map(({ name }) => name));
}

function lines(text: string, { channel }: Cast): string[] {
  return text.replaceAll(`<#${channel.id}>`, `#${channel.name}`).split('\n');
}

function firstLine(text: string, cast: Cast): string {
  return lines(text, cast)[0] ?? '';
}
