import { writeFileSync } from 'node:fs';
import { readChaosOptions } from './chaosOptions.ts';
import { PROCESS_CHECKS, runChaos } from './runChaos.ts';
import { survived, trialTable } from './trialTable.ts';

async function main(): Promise<number> {
  const options = readChaosOptions(process.argv.slice(2));
  const tell = (line: string): void => console.log(line);
  tell(
    `Chaos with seed ${options.seed}, turns ${options.vad}${options.each ? ', each fault once' : `, ${options.minutes} min`}`,
  );
  const { trials, processProblems } = await runChaos(options, tell);
  tell('');
  tell(trialTable(trials));
  for (const problem of processProblems) tell(`The process: ${problem}`);
  const failures = [
    ...trials
      .filter((trial) => !survived(trial))
      .map(({ fault, phase, problems }) => `${fault.name} (${phase}): ${problems.join('; ')}`),
    ...processProblems.map((problem) => `the process: ${problem}`),
  ];
  const failed = failures.length;
  const passed = trials.length + PROCESS_CHECKS - failed;
  tell(`seed ${options.seed}: ${passed} passed, ${failed} failed`);
  if (options.resultsFile !== undefined)
    writeFileSync(options.resultsFile, JSON.stringify({ passed, failed, failures }));
  return failed === 0 && trials.length > 0 ? 0 : 1;
}

process.exit(await main());
