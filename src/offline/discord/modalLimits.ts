import { ComponentType } from 'discord-api-types/v10';
import { z } from 'zod';
import { parseForm } from './formErrors.ts';
import type { JsonObject } from './jsonObject.ts';

const MAX_COMPONENTS = 5;
const MAX_TEXT = 4_000;

const textInput = z.looseObject({
  type: z.literal(ComponentType.TextInput),
  custom_id: z.string().min(1).max(100),
  style: z.number().int().min(1).max(2),
  min_length: z.number().int().min(0).max(MAX_TEXT).nullish(),
  max_length: z.number().int().min(1).max(MAX_TEXT).nullish(),
  value: z.string().max(MAX_TEXT).nullish(),
  placeholder: z.string().max(100).nullish(),
});

/** Menus and uploads may be in a label too. */
const otherInput = z.looseObject({
  type: z.number().refine((type) => type !== ComponentType.TextInput),
  custom_id: z.string().min(1).max(100),
});

/** Reference, "Modal" and "Label": a text input is in a label, or (older) alone in an action row with a label of its own. */
const modalSchema = z.looseObject({
  custom_id: z.string().min(1).max(100),
  title: z.string().min(1).max(45),
  components: z
    .array(
      z.union([
        z.looseObject({
          type: z.literal(ComponentType.Label),
          label: z.string().min(1).max(45),
          description: z.string().max(100).nullish(),
          component: z.union([textInput, otherInput]),
        }),
        z.looseObject({
          type: z.literal(ComponentType.ActionRow),
          components: z.array(textInput.extend({ label: z.string().min(1).max(45) })).length(1),
        }),
        z.looseObject({ type: z.literal(ComponentType.TextDisplay) }),
      ]),
    )
    .min(1)
    .max(MAX_COMPONENTS),
});

/** Reads a modal, or throws Discord's 50035. */
export function readModal(data: unknown): JsonObject {
  return parseForm(modalSchema, data);
}
