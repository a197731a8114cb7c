import * as z from 'zod/mini';

const granular = z.object({
  sandbox_approval: z.boolean(),
  rules: z.boolean(),
  mcp_elicitations: z.boolean(),
  skill_approval: z.optional(z.boolean()),
  request_permissions: z.optional(z.boolean()),
});

/** `approval_policy`: a word, or `{ granular = { … } }` in which the first three fields are required. */
export const approvalPolicy = z.union([
  z.enum(['untrusted', 'on-failure', 'on-request', 'never']),
  z.object({ granular }),
]);
