import { temporaryFolder, testTool, toolHarness } from '@tenon/testing/tool';
import { expect, test } from 'vitest';
import { parsePlan } from './plan.ts';
import { updatePlanTool } from './tool.ts';

const step = (name: string, status: string) => ({ step: name, status });
const input = JSON.stringify({
  explanation: 'two at once',
  plan: [step('a', 'completed'), step('b', 'in_progress'), step('c', 'in_progress'), step('d', 'pending')],
});

testTool('update_plan', {
  make: updatePlanTool,
  valid: input,
  invalid: ['{}', '{"plan":"a"}', JSON.stringify({ plan: [step('a', 'done')] }), '{"plan":[{"status":"pending"}]}'],
});

test('tells clients the plan', async () => {
  await using folder = await temporaryFolder();
  await using harness = toolHarness({ cwd: folder.path });
  expect(await harness.call(updatePlanTool(), input)).toEqual({ output: 'Plan updated' });
  expect(harness.events).toEqual([
    {
      type: 'notification',
      method: 'turn/plan/updated',
      params: {
        explanation: 'two at once',
        plan: [step('a', 'completed'), step('b', 'inProgress'), step('c', 'inProgress'), step('d', 'pending')],
      },
    },
  ]);
});

test.each([
  ['{', /^failed to parse function arguments: .*JSON/],
  ['{"plan":[]', /^failed to parse function arguments: .*JSON/],
  ['{}', /^failed to parse function arguments: arguments\.plan: expected array$/],
  [
    '{"plan":[{"step":"a","status":"done"}]}',
    /: arguments\.plan\.0\.status: expected one of pending, in_progress, completed$/,
  ],
])('%s is refused', (text, message) => {
  expect(() => parsePlan(text)).toThrow(message);
});
