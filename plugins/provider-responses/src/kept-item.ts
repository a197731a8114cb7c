import type { ContentItem, ResponseItem } from '@tenon/protocol';

/** An item as the server sends it; nothing about it is sure. */
export type WireItem = Readonly<Record<string, unknown>>;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const list = (value: unknown): readonly WireItem[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'object' && one !== null) : [];
/** `{ [key]: value }` when the value is a string, else nothing. */
const maybe = <K extends string>(key: K, value: unknown) =>
  (typeof value === 'string' ? { [key]: value } : {}) as Partial<Record<K, string>>;

function contentPart(part: WireItem): ContentItem {
  // A refusal is what the model said; threads have no part of its own for it.
  return { type: 'output_text', text: text(part.type === 'refusal' ? part.refusal : part.text) };
}

function message(item: WireItem): ResponseItem {
  return {
    type: 'message',
    role: text(item.role) || 'assistant',
    content: list(item.content).map(contentPart),
    ...(item.phase === 'commentary' || item.phase === 'final_answer' ? { phase: item.phase } : {}),
  };
}

function reasoning(item: WireItem): ResponseItem {
  const content = list(item.content).map((part) => ({
    type: part.type === 'text' ? ('text' as const) : ('reasoning_text' as const),
    text: text(part.text),
  }));
  return {
    type: 'reasoning',
    summary: list(item.summary).map((part) => ({ type: 'summary_text', text: text(part.text) })),
    ...(content.length > 0 && { content }),
    ...maybe('encrypted_content', item.encrypted_content),
  };
}

/**
 * The item as a thread keeps it and later requests send it: no server id, no `status` where rollouts have none, no
 * annotations. A call without a `call_id` gets `callId`. Undefined for types this version does not know.
 */
export function keptItem(item: WireItem, callId: string): ResponseItem | undefined {
  const call_id = text(item.call_id) || callId;
  switch (item.type) {
    case 'message':
      return message(item);
    case 'reasoning':
      return reasoning(item);
    case 'function_call':
      return {
        type: 'function_call',
        name: text(item.name),
        ...maybe('namespace', item.namespace),
        arguments: text(item.arguments),
        call_id,
      };
    case 'custom_tool_call':
      return {
        type: 'custom_tool_call',
        ...maybe('status', item.status),
        call_id,
        name: text(item.name),
        input: text(item.input),
      };
    case 'local_shell_call':
    case 'tool_search_call':
    case 'web_search_call':
    case 'compaction': {
      const { id: _, ...rest } = item;
      return rest as ResponseItem;
    }
    // Its id is part of what is sent back.
    case 'image_generation_call':
      return item as ResponseItem;
    default:
      return undefined;
  }
}
