import type { z } from 'zod';
import { VARIABLES, type VariableDescription, type VariableName } from './variables.ts';

/** Environment variables by name, as `process.env` holds them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** One thing that is wrong with one variable. Never holds the value: it may be a secret in the wrong place. */
export interface ConfigProblem {
  name: VariableName;
  wrong: string;
}

/** Reads variables one by one and collects what is wrong with them, so that all of it can be reported at once. */
export class EnvironmentReader {
  readonly problems: ConfigProblem[] = [];
  /** The names asked for so far. */
  readonly namesRead = new Set<VariableName>();
  readonly #environment: Environment;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** The trimmed text; `undefined` when the variable is unset. An empty one is `''`. */
  text(name: VariableName): string | undefined {
    this.namesRead.add(name);
    return this.#environment[name]?.trim();
  }

  /** The value the schema makes of the text; the default when unset or empty, and (with a problem noted) when it does not fit. */
  value<Value>(name: VariableName, schema: z.ZodType<Value>, defaultValue: Value): Value {
    const text = this.text(name);
    if (text === undefined || text === '') return defaultValue;
    const parsed = schema.safeParse(text);
    if (parsed.success) return parsed.data;
    this.problem(name, parsed.error.issues[0]?.message ?? 'is not allowed');
    return defaultValue;
  }

  problem(name: VariableName, wrong: string): void {
    this.problems.push({ name, wrong });
  }
}

/** A problem as a person reads it: the name, what is wrong, what is allowed, where to get it. */
export function describeProblem({ name, wrong }: ConfigProblem): string {
  const { allowed, whereToGet }: VariableDescription = VARIABLES[name];
  const lines = [`  ${name} ${wrong}.`, `      Allowed: ${allowed}.`];
  if (whereToGet !== undefined) lines.push(`      Get it:  ${whereToGet}`);
  return lines.join('\n');
}
