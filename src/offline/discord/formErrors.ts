import type { z } from 'zod';
import type { JsonObject } from './jsonObject.ts';
import { RestError } from './restError.ts';

const INVALID_FORM_BODY = 50_035;

/** One thing that is wrong with a form, at a path such as `['embeds', 0, 'title']`. */
export interface FormProblem {
  readonly path: readonly PropertyKey[];
  readonly code: string;
  readonly message: string;
}

/** The 400 that Discord answers to a form it does not like: code 50035 and a tree of `_errors`. */
export function invalidForm(problems: readonly FormProblem[]): RestError {
  const tree: JsonObject = {};
  for (const { path, code, message } of problems) {
    let node = tree;
    for (const key of path) node = childOf(node, String(key));
    const before = Array.isArray(node._errors) ? node._errors : [];
    node._errors = [...before, { code, message }];
  }
  return new RestError(400, INVALID_FORM_BODY, 'Invalid Form Body', tree);
}

/** Parses a request's body, or throws {@link invalidForm} with Discord's codes for what zod found. */
export function parseForm<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw invalidForm(parsed.error.issues.map((issue) => formProblem(issue, input)));
}

function formProblem(issue: z.core.$ZodIssue, input: unknown): FormProblem {
  const { path } = issue;
  if (issue.code === 'custom') {
    const code = issue.params?.formCode;
    return { path, code: typeof code === 'string' ? code : 'INVALID', message: issue.message };
  }
  if (valueAt(input, path) === undefined) {
    return { path, code: 'BASE_TYPE_REQUIRED', message: 'This field is required' };
  }
  if (issue.code === 'too_big' && issue.origin === 'string') {
    const message = `Must be ${issue.maximum} or fewer in length.`;
    return { path, code: 'BASE_TYPE_MAX_LENGTH', message };
  }
  if (issue.code === 'too_small' && issue.origin === 'string') {
    return { path, code: 'BASE_TYPE_REQUIRED', message: 'This field is required' };
  }
  if (issue.code === 'too_big' || issue.code === 'too_small') {
    const bound = issue.code === 'too_big' ? `${issue.maximum} or fewer` : `${issue.minimum} or more`;
    return { path, code: 'BASE_TYPE_BAD_LENGTH', message: `Must be ${bound}.` };
  }
  if (issue.code === 'invalid_value') {
    return {
      path,
      code: 'BASE_TYPE_CHOICES',
      message: `Value must be one of {${issue.values.map(String).join(', ')}}.`,
    };
  }
  return { path, code: 'BASE_TYPE_BAD_TYPE', message: issue.message };
}

function childOf(node: JsonObject, key: string): JsonObject {
  const known = node[key];
  if (typeof known === 'object' && known !== null && !Array.isArray(known)) return Object.assign(known);
  const made: JsonObject = {};
  node[key] = made;
  return made;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}
