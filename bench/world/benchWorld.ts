import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BenchChild } from '../processes/benchChild.ts';
import { modelAddress } from './modelCalls.ts';
import { Stage } from './stage.ts';
import type { SubjectName, TurnsBy } from './subjectCalls.ts';
import { VoiceDesk } from './voiceDesk.ts';

/** How the bench's processes are run. */
export interface BenchWorldOptions {
  verbose: boolean;
  /** Subjects write CPU profiles into this folder. */
  profileFolder: string | undefined;
}

/** How one stage is set. */
export interface StagePlan {
  subject: SubjectName;
  conversations: number;
  /** How many people are in each; default 1. */
  peopleEach?: number;
  turns: TurnsBy;
}

const ENTRIES = {
  parley: new URL('./parleyProcess.js', import.meta.url),
  plain: new URL('../plain/plainProcess.js', import.meta.url),
  model: new URL('./modelProcess.js', import.meta.url),
  people: new URL('./peopleProcess.js', import.meta.url),
} as const;

/**
 * What is around the subjects: the voice server (in this process), the model and the people (a process each, so that none
 * of them waits for another). A subject is a fresh process for each stage, so that CPU and memory are its own.
 */
export class BenchWorld {
  readonly desk: VoiceDesk;
  readonly model: BenchChild;
  readonly people: BenchChild;
  readonly #options: BenchWorldOptions;
  readonly #modelUrl: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'parley-bench-'));

  private constructor(
    options: BenchWorldOptions,
    parts: { desk: VoiceDesk; model: BenchChild; people: BenchChild; modelUrl: string },
  ) {
    this.#options = options;
    this.desk = parts.desk;
    this.model = parts.model;
    this.people = parts.people;
    this.#modelUrl = parts.modelUrl;
    writeFileSync(this.#caFile, this.desk.caPem);
  }

  static async open(options: BenchWorldOptions): Promise<BenchWorld> {
    const desk = await VoiceDesk.open();
    const { verbose } = options;
    const model = await BenchChild.start({ entry: ENTRIES.model, verbose });
    const people = await BenchChild.start({ entry: ENTRIES.people, verbose });
    const { url: modelUrl } = await model.call(modelAddress, undefined);
    return new BenchWorld(options, { desk, model, people, modelUrl });
  }

  /** Sets a stage, gives it to the work, and clears it away whatever became of it. */
  async onStage<Result>(plan: StagePlan, work: (stage: Stage) => Promise<Result>): Promise<Result> {
    const { verbose, profileFolder } = this.#options;
    const subject = await BenchChild.start({
      entry: ENTRIES[plan.subject],
      env: { NODE_EXTRA_CA_CERTS: this.#caFile },
      nodeOptions: profileFolder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`],
      verbose,
    });
    const { desk, model, people } = this;
    const stage = new Stage({ ...plan, subject, desk, model, people, modelUrl: this.#modelUrl });
    try {
      await stage.begin();
      return await work(stage);
    } finally {
      await stage.end();
    }
  }

  async close(): Promise<void> {
    await this.model.stop();
    await this.people.stop();
    await this.desk.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #caFile(): string {
    return join(this.#folder, 'authority.pem');
  }
}
