import { setTimeout as pause } from 'node:timers/promises';
import { seededRandom } from '../../src/offline/discord/voice/seededRandom.ts';
import type { BotExit } from '../../src/offline/world/botProcess.ts';
import type { ChaosOptions } from './chaosOptions.ts';
import { ChaosRoom } from './chaosRoom.ts';
import { allFaults, shuffled } from './faultDeck.ts';
import { growth, type ProcessUsage, processUsage } from './processUsage.ts';
import { PHASES, type Trial, tryFault } from './trial.ts';
import { survived } from './trialTable.ts';

/** What came of a run. */
export interface ChaosResult {
  trials: Trial[];
  /** What was wrong with the process itself: it grew, it fell, it had unhandled rejections. */
  processProblems: string[];
}

/** How many checks are made of the bot's process itself: growth, unhandled rejections, its end. */
export const PROCESS_CHECKS = 3;
const MS_PER_MIN = 60_000;
const LONGEST_BREAK_MS = 500;
const WARNINGS_TOLD = 6;

/** Throws faults at the real bot while people talk to it. Whatever happens, all is cleared away when this returns. */
export async function runChaos(options: ChaosOptions, tell: (line: string) => void): Promise<ChaosResult> {
  const random = seededRandom(options.seed);
  const room = await ChaosRoom.open(options.vad);
  const trials: Trial[] = [];
  const usage: ProcessUsage[] = [];
  const processProblems: string[] = [];
  let fallen: BotExit | undefined;
  void room.bot.exited.then((exit) => {
    fallen = exit;
  });
  try {
    const endMs = performance.now() + options.minutes * MS_PER_MIN;
    const faults = allFaults(options.only);
    for (const fault of options.each ? faults : shuffled(faults, random)) {
      if (!options.each && performance.now() >= endMs) break;
      const trial = await tryFault(room, fault, pick(PHASES, random), pick(room.people, random));
      trials.push(trial);
      tell(trialLine(trial));
      if (!survived(trial)) {
        for (const entry of room.warnings(WARNINGS_TOLD)) tell(`    ${JSON.stringify(entry)}`);
        room.abandon();
      }
      if (fallen !== undefined) break;
      usage.push(processUsage(room.bot.pid));
      room.world.discord.faults.clear();
      await pause(random() * LONGEST_BREAK_MS);
    }
    if (fallen === undefined) processProblems.push(...growth(usage));
    const exit = await room.bot.stop();
    if (exit.code !== 0) processProblems.push(`the process ended with ${exit.code ?? exit.signal}`);
    processProblems.push(...unhandled(room));
  } finally {
    await room.close();
  }
  tell(usageLine(usage));
  return { trials, processProblems };
}

function unhandled({ bot }: ChaosRoom): string[] {
  const stopped = bot.logs.findLast(({ msg }) => msg === 'stopped');
  if (stopped === undefined) return ['the process did not say how many rejections were unhandled'];
  return stopped.unhandledRejections === 0 ? [] : [`${stopped.unhandledRejections} unhandled rejections`];
}

function trialLine(trial: Trial): string {
  const { fault, phase, recoveredMs, problems } = trial;
  const verdict = survived(trial) ? 'ok  ' : 'LOST';
  const time = recoveredMs === undefined ? '' : ` ${(recoveredMs / 1000).toFixed(1)} s`;
  return `${verdict} ${fault.name} (${phase})${time}${problems.map((problem) => `; ${problem}`).join('')}`;
}

function usageLine(usage: readonly ProcessUsage[]): string {
  const [first, last] = [usage.at(0), usage.at(-1)];
  if (first === undefined || last === undefined) return 'No fault was tried.';
  return (
    `The bot's process: ${first.memoryMb.toFixed(0)} MB and ${first.sockets} sockets after the first fault, ` +
    `${last.memoryMb.toFixed(0)} MB and ${last.sockets} after the last.`
  );
}

function pick<Choice>(choices: readonly Choice[], random: () => number): Choice {
  const choice = choices[Math.floor(random() * choices.length)];
  if (choice === undefined) throw new Error('there is nothing to choose from');
  return choice;
}
