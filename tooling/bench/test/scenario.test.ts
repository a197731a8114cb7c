import { expect, test } from 'vitest';
import { say, scenarioOf } from '../scenario.ts';

const user = (text: string) => ({ type: 'message', role: 'user', content: [{ type: 'input_text', text }] });
const output = { type: 'function_call_output' };

test('the last user message with a scenario counts, and the outputs after it', () => {
  const first = user(say({ deltas: 7 }));
  const second = user(say({ calls: 2 }));
  expect(scenarioOf([first])).toEqual({ scenario: { deltas: 7 }, outputs: 0 });
  expect(scenarioOf([first, output, second, output, user('<environment_context>'), output])).toEqual({
    scenario: { calls: 2 },
    outputs: 2,
  });
  expect(scenarioOf([user('hello')]).scenario).toEqual({ deltas: 1 });
});
