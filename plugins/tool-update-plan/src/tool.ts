import type { Tool } from '@tenon/plugin-api/tool';

const parameters = {
  type: 'object',
  properties: {
    explanation: { type: 'string', description: 'Why the plan changed' },
    plan: {
      type: 'array',
      description: 'The steps, in order',
      items: {
        type: 'object',
        properties: {
          step: { type: 'string' },
          status: { type: 'string', description: 'One of: pending, in_progress, completed' },
        },
        required: ['step', 'status'],
        additionalProperties: false,
      },
    },
  },
  required: ['plan'],
  additionalProperties: false,
};

/** The tool `update_plan`: clients are told of the plan; nothing else happens. */
export function updatePlanTool(): Tool {
  return {
    spec: {
      type: 'function',
      name: 'update_plan',
      description:
        'Updates the task plan. Give every step with its status, and an explanation when the plan changed. At most one step should be in progress at a time.',
      strict: false,
      parameters,
    },
    async prepare(call) {
      const { parsePlan } = await import('./plan.ts');
      const plan = parsePlan(call.input);
      return {
        action: { type: 'none' },
        async run({ signal, items }) {
          signal.throwIfAborted();
          items.notify('turn/plan/updated', plan);
          return { output: 'Plan updated' };
        },
      };
    },
  };
}
