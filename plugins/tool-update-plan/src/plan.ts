import { tenonError } from '@tenon/plugin-api';
import type { TurnPlanUpdatedNotification } from '@tenon/protocol';
import * as z from 'zod/mini';

const Arguments = z.object({
  explanation: z.optional(z.nullable(z.string())),
  plan: z.array(z.object({ step: z.string(), status: z.enum(['pending', 'in_progress', 'completed']) })),
});

export type Plan = Omit<TurnPlanUpdatedNotification, 'threadId' | 'turnId'>;

const refused = (what: string, cause?: unknown) =>
  tenonError({
    code: 'arguments_invalid',
    message: `failed to parse function arguments: ${what}`,
    plugin: 'tenon.tool-update-plan',
    cause,
  });

const describe = (issue: z.core.$ZodIssue) => {
  const wanted = issue.code === 'invalid_type' ? issue.expected : 'one of pending, in_progress, completed';
  return `${['arguments', ...issue.path].join('.')}: expected ${wanted}`;
};

/** Reads the model's arguments. More than one step in progress is let through, as in Codex. Throws `arguments_invalid`. */
export function parsePlan(input: string): Plan {
  let value: unknown;
  try {
    value = JSON.parse(input);
  } catch (cause) {
    throw refused((cause as Error).message, cause);
  }
  const parsed = z.safeParse(Arguments, value);
  if (!parsed.success) throw refused(parsed.error.issues.map(describe).join('; '), parsed.error);
  const plan = parsed.data.plan.map(({ step, status }) => ({
    step,
    status: status === 'in_progress' ? ('inProgress' as const) : status,
  }));
  return { explanation: parsed.data.explanation ?? null, plan };
}
