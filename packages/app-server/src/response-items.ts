import type { ResponseItem, RolloutResponseItem } from '@tenon/protocol';
import { invalidRequest } from './rpc-error.ts';

/** Items as a rollout keeps them: the server's own ids are left out (fact sheet on rollouts, section 2). */
export const withoutIds = (items: readonly ResponseItem[]): RolloutResponseItem[] =>
  items.map((item) => {
    const { id: _, ...kept } = item as ResponseItem & { readonly id?: unknown };
    return kept;
  });

/** Items that came as anything. Throws for one that is no Responses item, naming it. */
export async function parseItems(items: readonly unknown[]): Promise<RolloutResponseItem[]> {
  const { ResponseItem: schema } = await import('@tenon/protocol/response-item');
  const parsed = items.map((item, at) => {
    const result = schema.safeParse(item);
    if (result.success) return result.data;
    const { path, message } = result.error.issues[0] ?? { path: [], message: 'not an item' };
    throw invalidRequest(`items[${at}] is not a valid response item: ${[...path, message].join(': ')}`, {
      code: 'item_invalid',
      mend: 'Send items of the Responses API, such as {"type":"message","role":"user","content":[…]}.',
    });
  });
  return withoutIds(parsed);
}
