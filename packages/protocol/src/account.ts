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
