// Models on offer. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';
import { InputModality, ReasoningEffort } from './scalars.ts';

export const ModelAvailabilityNux = z.object({ message: z.string() });
export type ModelAvailabilityNux = z.infer<typeof ModelAvailabilityNux>;

export const ModelUpgradeInfo = z.object({
  migrationMarkdown: z.optional(z.nullable(z.string())),
  model: z.string(),
  modelLink: z.optional(z.nullable(z.string())),
  upgradeCopy: z.optional(z.nullable(z.string())),
});
export type ModelUpgradeInfo = z.infer<typeof ModelUpgradeInfo>;

export const ReasoningEffortOption = z.object({ description: z.string(), reasoningEffort: ReasoningEffort });
export type ReasoningEffortOption = z.infer<typeof ReasoningEffortOption>;

export const Model = z.object({
  additionalSpeedTiers: z.optional(z.array(z.string())),
  availabilityNux: z.optional(z.nullable(ModelAvailabilityNux)),
  defaultReasoningEffort: ReasoningEffort,
  description: z.string(),
  displayName: z.string(),
  hidden: z.boolean(),
  id: z.string(),
  inputModalities: z.optional(z.array(InputModality)),
  isDefault: z.boolean(),
  model: z.string(),
  supportedReasoningEfforts: z.array(ReasoningEffortOption),
  supportsPersonality: z.optional(z.boolean()),
  upgrade: z.optional(z.nullable(z.string())),
  upgradeInfo: z.optional(z.nullable(ModelUpgradeInfo)),
});
export type Model = z.infer<typeof Model>;

export const ModelListParams = z.object({
  cursor: z.optional(z.nullable(z.string())),
  includeHidden: z.optional(z.nullable(z.boolean())),
  limit: z.optional(z.nullable(z.int().check(z.minimum(0)))),
});
export type ModelListParams = z.infer<typeof ModelListParams>;

export const ModelListResponse = z.object({ data: z.array(Model), nextCursor: z.optional(z.nullable(z.string())) });
export type ModelListResponse = z.infer<typeof ModelListResponse>;

export const ModelProviderCapabilitiesReadParams = z.object({});
export type ModelProviderCapabilitiesReadParams = z.infer<typeof ModelProviderCapabilitiesReadParams>;

export const ModelProviderCapabilitiesReadResponse = z.object({
  imageGeneration: z.boolean(),
  namespaceTools: z.boolean(),
  webSearch: z.boolean(),
});
export type ModelProviderCapabilitiesReadResponse = z.infer<typeof ModelProviderCapabilitiesReadResponse>;

export const ModelRerouteReason = z.enum(['highRiskCyberActivity']);
export type ModelRerouteReason = z.infer<typeof ModelRerouteReason>;

export const ModelReroutedNotification = z.object({
  fromModel: z.string(),
  reason: ModelRerouteReason,
  threadId: z.string(),
  toModel: z.string(),
  turnId: z.string(),
});
export type ModelReroutedNotification = z.infer<typeof ModelReroutedNotification>;

export const ModelVerification = z.enum(['trustedAccessForCyber']);
export type ModelVerification = z.infer<typeof ModelVerification>;

export const ModelVerificationNotification = z.object({
  threadId: z.string(),
  turnId: z.string(),
  verifications: z.array(ModelVerification),
});
export type ModelVerificationNotification = z.infer<typeof ModelVerificationNotification>;
