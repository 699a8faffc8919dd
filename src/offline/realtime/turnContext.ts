import type { BrainTurn, Heard } from './brain.ts';
import { parseItem } from './itemCreate.ts';
import type { ItemStore, StoredItem } from './itemStore.ts';
import type { ResponseParams } from './responseParams.ts';

/** The items a response sees: the conversation's, or those its own `input` names. @throws WireError when `input` is malformed */
export function responseContext(params: ResponseParams, items: ItemStore, newId: () => string): StoredItem[] {
  if (params.input === undefined) return [...items.all];
  return params.input.map((input) => {
    const reference = itemReference(input);
    return (reference === undefined ? undefined : items.find(reference)) ?? parseItem(input, newId);
  });
}

/** What is new in a context since the model last said or called something, as a brain sees it. */
export async function brainTurn(
  context: readonly StoredItem[],
  heard: ReadonlyMap<string, Promise<Heard>>,
  rest: Pick<BrainTurn, 'sessionId' | 'reason'>,
  params: ResponseParams,
): Promise<BrainTurn> {
  const lastSaid = context.findLastIndex(
    (item) => item.role === 'assistant' || item.type === 'function_call',
  );
  const remote = context.slice(lastSaid + 1).filter((item) => item.type === 'mcp_call');
  const lastOwn = Math.max(
    lastSaid,
    context.findLastIndex((item) => item.type === 'mcp_call'),
  );
  const news = context.slice(lastOwn + 1);
  const users = news.filter((item) => item.role === 'user');
  const listened = await Promise.all(users.map((item) => heard.get(item.id)));
  return {
    ...rest,
    heard: listened.filter((one) => one !== undefined),
    written: users
      .flatMap((item) => item.content.map((part) => part.text))
      .filter((text) => text !== undefined),
    toolOutputs: [
      ...news
        .filter((item) => item.type === 'function_call_output')
        .map((item) => ({
          callId: item.callId ?? '',
          name: context.find((one) => one.type === 'function_call' && one.callId === item.callId)?.name,
          output: item.output ?? '',
        })),
      ...remote
        .filter(({ output, error }) => output !== undefined || error !== undefined)
        .map(({ id, name, output, error }) => ({
          callId: id,
          name,
          output: output ?? JSON.stringify({ error }),
        })),
    ],
    userTurns: context.filter((item) => item.role === 'user').length,
    instructions: params.instructions,
    modality: params.modality,
    tools: params.tools,
    toolChoice: params.toolChoice,
  };
}

function itemReference(input: unknown): string | undefined {
  if (typeof input !== 'object' || input === null) return undefined;
  if (!('type' in input) || input.type !== 'item_reference' || !('id' in input)) return undefined;
  return typeof input.id === 'string' ? input.id : undefined;
}
