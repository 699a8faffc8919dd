import { ComponentType } from 'discord-api-types/v10';
import { z } from 'zod';
import type { FormProblem } from './formErrors.ts';
import { asJsonObject, asJsonObjects, type JsonObject } from './jsonObject.ts';

const MAX_ROWS = 5;
const MAX_BUTTONS_PER_ROW = 5;
const MAX_COMPONENTS_V2 = 40;
const MAX_TEXT_V2 = 4_000;
const LINK_STYLE = 5;
const PREMIUM_STYLE = 6;
const SELECT_TYPES: ReadonlySet<unknown> = new Set([
  ComponentType.StringSelect,
  ComponentType.UserSelect,
  ComponentType.RoleSelect,
  ComponentType.MentionableSelect,
  ComponentType.ChannelSelect,
]);

const buttonSchema = z.looseObject({
  style: z.number().int().min(1).max(PREMIUM_STYLE),
  label: z.string().max(80).nullish(),
  custom_id: z.string().min(1).max(100).nullish(),
  url: z.string().max(512).nullish(),
  emoji: z.looseObject({}).nullish(),
});

const selectSchema = z.looseObject({
  custom_id: z.string().min(1).max(100),
  placeholder: z.string().max(150).nullish(),
  min_values: z.number().int().min(0).max(25).nullish(),
  max_values: z.number().int().min(1).max(25).nullish(),
  options: z
    .array(
      z.looseObject({
        label: z.string().min(1).max(100),
        value: z.string().min(1).max(100),
        description: z.string().max(100).nullish(),
      }),
    )
    .min(1)
    .max(25)
    .nullish(),
});

/** A component and everything inside it, outermost first. */
export function flattenComponents(components: readonly JsonObject[]): JsonObject[] {
  return components.flatMap((component) => [
    component,
    ...flattenComponents(asJsonObjects(component.components)),
    ...flattenComponents([component.accessory, component.component].map(asJsonObject).filter(hasType)),
  ]);
}

/** What Discord would say against these components. `modern`: the message uses IS_COMPONENTS_V2. */
export function componentProblems(components: readonly JsonObject[], modern: boolean): FormProblem[] {
  const problems: FormProblem[] = [];
  const all = flattenComponents(components);
  const problem = (path: readonly PropertyKey[], code: string, message: string): void => {
    problems.push({ path: ['components', ...path], code, message });
  };
  if (modern) {
    const text = all.reduce(
      (sum, { content }) => sum + (typeof content === 'string' ? content.length : 0),
      0,
    );
    if (all.length > MAX_COMPONENTS_V2)
      problem([], 'BASE_TYPE_BAD_LENGTH', `Must be ${MAX_COMPONENTS_V2} or fewer.`);
    if (text > MAX_TEXT_V2)
      problem([], 'COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED', `Must be ${MAX_TEXT_V2} or fewer.`);
  } else {
    if (components.length > MAX_ROWS)
      problem([], 'BASE_TYPE_BAD_LENGTH', `Must be between 1 and ${MAX_ROWS} in length.`);
    components.forEach((row, index) => {
      if (row.type !== ComponentType.ActionRow)
        problem([index, 'type'], 'UNION_TYPE_CHOICES', 'Value of field "type" must be one of (1,).');
    });
  }
  components.forEach((row, index) => {
    if (row.type === ComponentType.ActionRow) rowProblems(row, [index], problem);
  });
  const ids = all.flatMap(({ custom_id: id }) => (typeof id === 'string' ? [id] : []));
  if (new Set(ids).size !== ids.length)
    problem([], 'COMPONENT_CUSTOM_ID_DUPLICATED', 'Component custom id cannot be duplicated');
  return problems;
}

type Report = (path: readonly PropertyKey[], code: string, message: string) => void;

function rowProblems(row: JsonObject, path: readonly PropertyKey[], problem: Report): void {
  const inside = asJsonObjects(row.components);
  const selects = inside.filter(({ type }) => SELECT_TYPES.has(type));
  if (inside.length === 0 || inside.length > MAX_BUTTONS_PER_ROW || (selects.length > 0 && inside.length > 1))
    problem(
      [...path, 'components'],
      'BASE_TYPE_BAD_LENGTH',
      `Must be between 1 and ${MAX_BUTTONS_PER_ROW} in length.`,
    );
  inside.forEach((component, index) => {
    const where = [...path, 'components', index];
    if (component.type === ComponentType.Button) buttonProblems(component, where, problem);
    else if (SELECT_TYPES.has(component.type)) shapeProblems(selectSchema, component, where, problem);
  });
}

function buttonProblems(component: JsonObject, path: readonly PropertyKey[], problem: Report): void {
  const button = shapeProblems(buttonSchema, component, path, problem);
  if (button === undefined || button.style === PREMIUM_STYLE) return;
  const link = button.style === LINK_STYLE;
  if (link && button.url == null) problem([...path, 'url'], 'BASE_TYPE_REQUIRED', 'A url is required');
  if (!link && button.custom_id == null)
    problem([...path, 'custom_id'], 'BASE_TYPE_REQUIRED', 'A custom id is required');
  if (link && button.custom_id != null)
    problem(
      [...path, 'custom_id'],
      'BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE',
      'A custom id and url cannot both be specified',
    );
  if ((button.label ?? '') === '' && button.emoji == null)
    problem([...path, 'label'], 'BUTTON_COMPONENT_INVALID', 'A button needs a label or an emoji');
}

function shapeProblems<T>(
  schema: z.ZodType<T>,
  component: JsonObject,
  path: readonly PropertyKey[],
  problem: Report,
): T | undefined {
  const parsed = schema.safeParse(component);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    const code = issue.code === 'too_big' ? 'BASE_TYPE_MAX_LENGTH' : 'BASE_TYPE_BAD_LENGTH';
    problem([...path, ...issue.path], code, issue.message);
  }
  return undefined;
}

function hasType(component: JsonObject): boolean {
  return component.type !== undefined;
}
