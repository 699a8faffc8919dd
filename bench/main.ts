import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { type BenchOptions, readBenchOptions } from './benchOptions.ts';
import { cpuPressureMs } from './processes/cpuPressure.ts';
import { monotonicMs } from './processes/monotonicTime.ts';
import type { Measurement } from './report/measurement.ts';
import { reportTable } from './report/reportTable.ts';
import { ALL_SCENARIOS } from './scenarios/allScenarios.ts';
import { benchSpeech } from './sound/benchSpeech.ts';
import { BenchWorld } from './world/benchWorld.ts';
import { SUBJECTS } from './world/subjectCalls.ts';

const OUTPUT_FOLDER = 'bench-out';
const QUICK_NOTE =
  'The short form: every figure is there, made of fewer rounds and shorter windows, so that it spreads more.\n\n';

/** Runs every scenario with every subject; one that fails is told and the others go on. */
async function measureAll(
  options: BenchOptions,
): Promise<{ measurements: Measurement[]; failures: string[] }> {
  const measurements: Measurement[] = [];
  const failures: string[] = [];
  const speech = await benchSpeech(options.speechFile);
  const profileFolder = options.profile ? join(process.cwd(), OUTPUT_FOLDER, 'profiles') : undefined;
  const world = await BenchWorld.open({ verbose: options.verbose, profileFolder });
  const { quick, conversationCounts } = options;
  for (const scenario of ALL_SCENARIOS) {
    if (options.only.length > 0 && !options.only.includes(scenario.name)) continue;
    for (const subject of SUBJECTS) {
      process.stderr.write(`${scenario.name}: ${subject} ... `);
      const fromMs = monotonicMs();
      try {
        await scenario.run({
          world,
          speech,
          quick,
          subject,
          conversationCounts,
          keep: (measurement) => measurements.push({ scenario: scenario.name, subject, ...measurement }),
        });
      } catch (thrown) {
        failures.push(`${scenario.name}, ${subject}: ${thrown instanceof Error ? thrown.message : thrown}`);
      }
      process.stderr.write(`${Math.round((monotonicMs() - fromMs) / 1000)} s\n`);
    }
  }
  await world.close();
  return { measurements, failures };
}

async function main(): Promise<void> {
  const options = readBenchOptions(
    process.argv.slice(2),
    ALL_SCENARIOS.map(({ name }) => name),
  );
  const fromMs = monotonicMs();
  const loadBefore = loadavg()[0] ?? 0;
  const pressureFromMs = cpuPressureMs();
  const { measurements, failures } = await measureAll(options);
  const tookS = Math.round((monotonicMs() - fromMs) / 1000);
  const contendedPercent = Math.round((cpuPressureMs() - pressureFromMs) / (tookS * 10));
  const machine = { node: process.version, cores: availableParallelism(), loadBefore, contendedPercent };
  mkdirSync(OUTPUT_FOLDER, { recursive: true });
  const results = { at: new Date().toISOString(), tookS, machine, options, measurements, failures };
  writeFileSync(join(OUTPUT_FOLDER, 'results.json'), `${JSON.stringify(results, null, 2)}\n`);
  const { node, cores } = machine;
  process.stdout.write(
    `\nmedian / p95 (n). Node ${node}, ${cores} cores, ${tookS} s. Load before: ${loadBefore.toFixed(1)}; ` +
      `somebody waited for a core ${contendedPercent} % of the time.\n\n` +
      `${options.quick ? QUICK_NOTE : ''}${reportTable(measurements)}\n`,
  );
  for (const failure of failures) process.stdout.write(`FAILED ${failure}\n`);
  if (failures.length > 0) process.exitCode = 1;
}

try {
  await main();
} catch (thrown) {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
  process.exitCode = 1;
}
