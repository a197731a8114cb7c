import * as z from 'zod/mini';
import { boolean, flag, word } from './kinds.ts';

/** `approval_policy`: a word, or `{ granular = { … } }` in which the first three fields are required. */
export const approvalPolicy = () =>
  z.optional(
    z.union([
      z.enum(['untrusted', 'on-failure', 'on-request', 'never']),
      z.object({
        granular: z.object({
          sandbox_approval: boolean,
          rules: boolean,
          mcp_elicitations: boolean,
          skill_approval: flag,
          request_permissions: flag,
        }),
      }),
    ]),
  );

export const approvalsReviewer = () => word(['user', 'auto_review', 'guardian_subagent']);
export const sandboxMode = () => word(['read-only', 'workspace-write', 'danger-full-access']);
