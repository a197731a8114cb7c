// Account rate limits. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';

export const CreditsSnapshot = z.object({
  balance: z.optional(z.nullable(z.string())),
  hasCredits: z.boolean(),
  unlimited: z.boolean(),
});
export type CreditsSnapshot = z.infer<typeof CreditsSnapshot>;

export const PlanType = z.enum([
  'free',
  'go',
  'plus',
  'pro',
  'prolite',
  'team',
  'self_serve_business_usage_based',
  'business',
  'enterprise_cbp_usage_based',
  'enterprise',
  'edu',
  'unknown',
]);
export type PlanType = z.infer<typeof PlanType>;

export const RateLimitReachedType = z.enum([
  'rate_limit_reached',
  'workspace_owner_credits_depleted',
  'workspace_member_credits_depleted',
  'workspace_owner_usage_limit_reached',
  'workspace_member_usage_limit_reached',
]);
export type RateLimitReachedType = z.infer<typeof RateLimitReachedType>;

export const RateLimitWindow = z.object({
  resetsAt: z.optional(z.nullable(z.int())),
  usedPercent: z.int(),
  windowDurationMins: z.optional(z.nullable(z.int())),
});
export type RateLimitWindow = z.infer<typeof RateLimitWindow>;

export const RateLimitSnapshot = z.object({
  credits: z.optional(z.nullable(CreditsSnapshot)),
  limitId: z.optional(z.nullable(z.string())),
  limitName: z.optional(z.nullable(z.string())),
  planType: z.optional(z.nullable(PlanType)),
  primary: z.optional(z.nullable(RateLimitWindow)),
  rateLimitReachedType: z.optional(z.nullable(RateLimitReachedType)),
  secondary: z.optional(z.nullable(RateLimitWindow)),
});
export type RateLimitSnapshot = z.infer<typeof RateLimitSnapshot>;

export const AccountRateLimitsUpdatedNotification = z.object({ rateLimits: RateLimitSnapshot });
export type AccountRateLimitsUpdatedNotification = z.infer<typeof AccountRateLimitsUpdatedNotification>;

export const Account = z.discriminatedUnion('type', [
  z.object({ type: z.literal('apiKey') }),
  z.object({ type: z.literal('chatgpt'), email: z.string(), planType: PlanType }),
  z.object({ type: z.literal('amazonBedrock') }),
]);
export type Account = z.infer<typeof Account>;

export const AuthMode = z.enum(['apikey', 'chatgpt', 'chatgptAuthTokens', 'agentIdentity']);
export type AuthMode = z.infer<typeof AuthMode>;

export const AccountUpdatedNotification = z.object({
  authMode: z.optional(z.nullable(AuthMode)),
  planType: z.optional(z.nullable(PlanType)),
});
export type AccountUpdatedNotification = z.infer<typeof AccountUpdatedNotification>;

export const AddCreditsNudgeCreditType = z.enum(['credits', 'usage_limit']);
export type AddCreditsNudgeCreditType = z.infer<typeof AddCreditsNudgeCreditType>;

export const AddCreditsNudgeEmailStatus = z.enum(['sent', 'cooldown_active']);
export type AddCreditsNudgeEmailStatus = z.infer<typeof AddCreditsNudgeEmailStatus>;

export const GetAccountParams = z.object({ refreshToken: z.optional(z.boolean()) });
export type GetAccountParams = z.infer<typeof GetAccountParams>;

export const GetAccountRateLimitsResponse = z.object({
  rateLimits: RateLimitSnapshot,
  rateLimitsByLimitId: z.optional(z.nullable(z.record(z.string(), RateLimitSnapshot))),
});
export type GetAccountRateLimitsResponse = z.infer<typeof GetAccountRateLimitsResponse>;

export const GetAccountResponse = z.object({
  account: z.optional(z.nullable(Account)),
  requiresOpenaiAuth: z.boolean(),
});
export type GetAccountResponse = z.infer<typeof GetAccountResponse>;

export const SendAddCreditsNudgeEmailParams = z.object({ creditType: AddCreditsNudgeCreditType });
export type SendAddCreditsNudgeEmailParams = z.infer<typeof SendAddCreditsNudgeEmailParams>;

export const SendAddCreditsNudgeEmailResponse = z.object({ status: AddCreditsNudgeEmailStatus });
export type SendAddCreditsNudgeEmailResponse = z.infer<typeof SendAddCreditsNudgeEmailResponse>;
