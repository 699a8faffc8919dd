import { asJsonObject, asJsonObjects, type JsonObject } from './jsonObject.ts';

/** A modal's components with what a person typed (by the inputs' custom ids), in the shape they were sent. */
export function filledModal(modal: JsonObject, values: Readonly<Record<string, string>>): JsonObject[] {
  const filled = ({ type, id, custom_id: customId }: JsonObject): JsonObject => ({
    type,
    id,
    custom_id: customId,
    value: values[String(customId)] ?? '',
  });
  return asJsonObjects(modal.components).map((component) => {
    const { type, id } = component;
    if (Array.isArray(component.components))
      return { type, id, components: asJsonObjects(component.components).map(filled) };
    return { type, id, component: filled(asJsonObject(component.component)) };
  });
}
