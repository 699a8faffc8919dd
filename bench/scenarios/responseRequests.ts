import type { ModelEvent } from '../world/modelCalls.ts';
import type { Stage, StageConversation } from '../world/stage.ts';

const CREATE = 'response.create';
const CREATED = 'response.created';

/** When answers were begun in a conversation: asked for by the subject, or by the model's VAD itself. Oldest first. */
export async function responseRequests(
  stage: Stage,
  sinceMs: number,
  of: StageConversation,
): Promise<ModelEvent[]> {
  const events = await stage.events([CREATE, CREATED], sinceMs, of);
  const asked = events.filter(({ type, direction }) => type === CREATE && direction === 'fromClient');
  return asked.length > 0 ? asked : events.filter(({ type }) => type === CREATED);
}
