import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editDistance, nearest } from './nearest.ts';

test.each([
  ['modle', 'model'],
  ['model_providr', 'model_provider'],
  ['sandbox-mode', 'sandbox_mode'],
  ['approvalPolicy', 'approval_policy'],
  ['xyz', undefined],
  ['m', undefined],
])('%s means %s', (word, meant) => {
  expect(nearest(word, ['model', 'model_provider', 'sandbox_mode', 'approval_policy'])).toBe(meant);
});

test('a distance is symmetric, zero only for equals, and at most the longer length', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      const distance = editDistance(a, b);
      expect(distance).toBe(editDistance(b, a));
      expect(distance === 0).toBe(a === b);
      expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
    }),
  );
});
