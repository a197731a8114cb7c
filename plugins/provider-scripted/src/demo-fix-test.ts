import type { Script } from './script.ts';

const run = { cmd: 'node --test', login: false, yield_time_ms: 30_000 };

const plan = (look: string, fix: string, check: string) => ({
  plan: [
    { step: 'Read the source and its test', status: look },
    { step: 'Fix the source', status: fix },
    { step: 'Run the test', status: check },
  ],
});

const patch = `*** Begin Patch
*** Update File: src/median.js
@@ export function median(values) {
-  const sorted = [...values].sort();
+  const sorted = [...values].sort((a, b) => a - b);
   const middle = Math.floor(sorted.length / 2);
-  return sorted[middle];
+  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
 }
*** End Patch
`;

/** The bundled script. It works on the project that Tenon's demo makes, and stops anywhere else without changing it. */
export const demoFixTest: Script = {
  name: 'demo-fix-test',
  description: 'Fixes the failing test of the demo project. A script plays every step; no model is asked.',
  model: 'scripted-demo',
  steps: [
    {
      say: 'This is a recorded plan, not a model at work. The tools and the files are real. First the plan.',
      calls: [{ tool: 'update_plan', arguments: plan('in_progress', 'pending', 'pending') }],
    },
    {
      expect: { lastOutputContains: 'Plan updated' },
      calls: [{ tool: 'exec_command', arguments: { cmd: 'cat src/median.js test/median.test.js', login: false } }],
    },
    {
      expect: { lastOutputContains: 'const sorted = [...values].sort();' },
      say: '`sort()` without a comparison sorts numbers as text, and an even count needs the mean of the two in the middle. The test should show both.',
      calls: [{ tool: 'exec_command', arguments: run }],
    },
    {
      expect: { lastOutputContains: 'fail 2' },
      say: 'Two tests fail, as expected. I fix the source.',
      calls: [{ tool: 'apply_patch', arguments: patch }],
    },
    {
      expect: { lastOutputContains: 'Success. Updated the following files:\nM src/median.js' },
      calls: [{ tool: 'update_plan', arguments: plan('completed', 'completed', 'in_progress') }],
    },
    {
      expect: { lastOutputContains: 'Plan updated' },
      calls: [{ tool: 'exec_command', arguments: run }],
    },
    {
      expect: { lastOutputContains: 'pass 3' },
      calls: [{ tool: 'update_plan', arguments: plan('completed', 'completed', 'completed') }],
    },
    {
      expect: { lastOutputContains: 'Plan updated' },
      say: 'Done: src/median.js now sorts by number and takes the mean of the two middle values of an even count. All 3 tests pass.',
    },
  ],
};
