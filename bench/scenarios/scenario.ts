import type { Measurement } from '../report/measurement.ts';
import type { BenchWorld } from '../world/benchWorld.ts';
import type { SubjectName } from '../world/subjectCalls.ts';

/** What a scenario is given. */
export interface ScenarioContext {
  world: BenchWorld;
  /** The speech that is spoken: 24 kHz mono. */
  speech: Int16Array;
  /** Fewer rounds, shorter windows. */
  quick: boolean;
  subject: SubjectName;
  /** With how many conversations at once load is measured. */
  conversationCounts: readonly number[];
  /** Keeps a figure, of this subject unless it says otherwise. */
  keep(measurement: Omit<Measurement, 'scenario' | 'subject'> & Partial<Pick<Measurement, 'subject'>>): void;
}

/** One thing to measure, run once for each subject. Adding one: a file here and its line in `allScenarios.ts`. */
export interface Scenario {
  /** What `--only` takes. */
  name: string;
  run(context: ScenarioContext): Promise<void>;
}
