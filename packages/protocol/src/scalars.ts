// Words that several families share. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';

export const AbsolutePathBuf = z.string();
export type AbsolutePathBuf = z.infer<typeof AbsolutePathBuf>;

export const ThreadId = z.string();
export type ThreadId = z.infer<typeof ThreadId>;

export const AgentPath = z.string();
export type AgentPath = z.infer<typeof AgentPath>;

export const RequestId = z.union([z.string(), z.int()]);
export type RequestId = z.infer<typeof RequestId>;

export const ReasoningEffort = z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']);
export type ReasoningEffort = z.infer<typeof ReasoningEffort>;

export const ReasoningSummary = z.enum(['auto', 'concise', 'detailed', 'none']);
export type ReasoningSummary = z.infer<typeof ReasoningSummary>;

export const Personality = z.enum(['none', 'friendly', 'pragmatic']);
export type Personality = z.infer<typeof Personality>;

export const ServiceTier = z.enum(['fast', 'flex']);
export type ServiceTier = z.infer<typeof ServiceTier>;

export const SortDirection = z.enum(['asc', 'desc']);
export type SortDirection = z.infer<typeof SortDirection>;

export const InputModality = z.enum(['text', 'image']);
export type InputModality = z.infer<typeof InputModality>;

export const ModeKind = z.enum(['plan', 'default']);
export type ModeKind = z.infer<typeof ModeKind>;

export const Settings = z.object({
  developer_instructions: z.optional(z.nullable(z.string())),
  model: z.string(),
  reasoning_effort: z.optional(z.nullable(ReasoningEffort)),
});
export type Settings = z.infer<typeof Settings>;

export const CollaborationMode = z.object({ mode: ModeKind, settings: Settings });
export type CollaborationMode = z.infer<typeof CollaborationMode>;

export const ImageDetail = z.enum(['auto', 'low', 'high', 'original']);
export type ImageDetail = z.infer<typeof ImageDetail>;
