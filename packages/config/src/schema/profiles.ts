import * as z from 'zod/mini';
import { approvalPolicy } from './approval-policy.ts';
import { features } from './features.ts';
import { switchTable } from './switch.ts';

/** The keys that both the top level and a profile take. */
export const profileKeys = {
  model: z.optional(z.string()),
  model_provider: z.optional(z.string()),
  model_reasoning_effort: z.optional(z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh'])),
  model_reasoning_summary: z.optional(z.enum(['auto', 'concise', 'detailed', 'none'])),
  model_verbosity: z.optional(z.enum(['low', 'medium', 'high'])),
  model_instructions_file: z.optional(z.string()),
  service_tier: z.optional(z.enum(['fast', 'flex'])),
  approval_policy: z.optional(approvalPolicy),
  sandbox_mode: z.optional(z.enum(['read-only', 'workspace-write', 'danger-full-access'])),
  features: z.optional(features),
  analytics: z.optional(switchTable),
};

/** `[profiles.<name>]`: settings that beat the file and `-c` while the profile is chosen. */
export const profiles = z.record(z.string(), z.object(profileKeys));
