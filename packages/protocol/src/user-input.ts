// Questions to the user. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';

export const ToolRequestUserInputAnswer = z.object({ answers: z.array(z.string()) });
export type ToolRequestUserInputAnswer = z.infer<typeof ToolRequestUserInputAnswer>;

export const ToolRequestUserInputOption = z.object({ description: z.string(), label: z.string() });
export type ToolRequestUserInputOption = z.infer<typeof ToolRequestUserInputOption>;

export const ToolRequestUserInputQuestion = z.object({
  header: z.string(),
  id: z.string(),
  isOther: z.optional(z.boolean()),
  isSecret: z.optional(z.boolean()),
  options: z.optional(z.nullable(z.array(ToolRequestUserInputOption))),
  question: z.string(),
});
export type ToolRequestUserInputQuestion = z.infer<typeof ToolRequestUserInputQuestion>;

export const ToolRequestUserInputParams = z.object({
  itemId: z.string(),
  questions: z.array(ToolRequestUserInputQuestion),
  threadId: z.string(),
  turnId: z.string(),
});
export type ToolRequestUserInputParams = z.infer<typeof ToolRequestUserInputParams>;

export const ToolRequestUserInputResponse = z.object({ answers: z.record(z.string(), ToolRequestUserInputAnswer) });
export type ToolRequestUserInputResponse = z.infer<typeof ToolRequestUserInputResponse>;
