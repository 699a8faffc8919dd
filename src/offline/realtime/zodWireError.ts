import type { z } from 'zod';
import { WireError } from './wireError.ts';

type Issue = z.core.$ZodIssue;

/** Says the first thing zod found wrong the way OpenAI says it; `prefix` is where the checked value sits (`session`). */
export function zodWireError(error: z.ZodError, input: unknown, prefix = ''): WireError {
  const issue = error.issues[0];
  if (issue === undefined) return new WireError({ code: null, message: 'Invalid request.' });
  const param = paramName(prefix, issue.path);
  const value = valueAt(input, issue.path);
  if (issue.code === 'unrecognized_keys') {
    const name = paramName(prefix, [...issue.path, issue.keys[0] ?? '']);
    return new WireError({
      code: 'unknown_parameter',
      message: `Unknown parameter: '${name}'.`,
      param: name,
    });
  }
  if (value === undefined) {
    const message = `Missing required parameter: '${param}'.`;
    return new WireError({ code: 'missing_required_parameter', message, param });
  }
  return describe(issue, value, param);
}

function describe(issue: Issue, value: unknown, param: string): WireError {
  switch (issue.code) {
    case 'invalid_type': {
      const message = `Invalid type for '${param}': expected ${article(issue.expected)}, but got ${article(typeName(value))} instead.`;
      return new WireError({ code: 'invalid_type', message, param });
    }
    case 'invalid_value': {
      const supported = issue.values.map((one) => `'${String(one)}'`).join(', ');
      const message = `Invalid value: '${printable(value)}'. Supported values are: ${supported}.`;
      return new WireError({ code: 'invalid_value', message, param });
    }
    case 'too_big':
    case 'too_small':
      return outOfBounds(issue, value, param);
    case 'invalid_union': {
      const inner = issue.errors
        .flat()
        .find((one) => one.code === 'invalid_value' || one.code.startsWith('too_'));
      if (inner !== undefined && inner.path.length === 0) return describe(inner, value, param);
      return new WireError({
        code: 'invalid_value',
        message: `Invalid value: '${printable(value)}'.`,
        param,
      });
    }
    case 'custom':
      return new WireError({ code: 'invalid_value', message: issue.message, param });
    default:
      return new WireError({ code: 'invalid_value', message: `Invalid '${param}': ${issue.message}`, param });
  }
}

function outOfBounds(
  issue: z.core.$ZodIssueTooBig | z.core.$ZodIssueTooSmall,
  value: unknown,
  param: string,
): WireError {
  const above = issue.code === 'too_big';
  const limit = issue.code === 'too_big' ? issue.maximum : issue.minimum;
  if (typeof value !== 'number') {
    const code = `${Array.isArray(value) ? 'array' : 'string'}_${above ? 'above_max' : 'below_min'}_length`;
    const message = `Invalid '${param}': expected ${above ? 'at most' : 'at least'} ${limit}.`;
    return new WireError({ code, message, param });
  }
  const kind = Number.isInteger(value) && Number.isInteger(Number(limit)) ? 'integer' : 'decimal';
  const message = `Invalid '${param}': ${kind} ${above ? 'above maximum' : 'below minimum'} value. Expected a value ${above ? '<=' : '>='} ${limit}, but got ${value} instead.`;
  return new WireError({ code: `${kind}_${above ? 'above_max' : 'below_min'}_value`, message, param });
}

function paramName(prefix: string, path: readonly PropertyKey[]): string {
  let name = prefix;
  for (const key of path) {
    if (typeof key === 'number') name += `[${key}]`;
    else name += name === '' ? String(key) : `.${String(key)}`;
  }
  return name;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

function typeName(value: unknown): string {
  if (value === null) return 'null value';
  return Array.isArray(value) ? 'array' : typeof value;
}

function article(noun: string): string {
  return /^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`;
}

const LONGEST_PRINTED = 80;

function printable(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return text.slice(0, LONGEST_PRINTED);
}
