import type { ResponseItem } from '@tenon/protocol';

/** A call the model makes of one of our tools. */
export type ModelCall = Extract<ResponseItem, { type: 'function_call' | 'custom_tool_call' }>;
