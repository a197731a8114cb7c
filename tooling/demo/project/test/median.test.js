import assert from 'node:assert/strict';
import { test } from 'node:test';
import { median } from '../src/median.js';

test('an odd count', () => {
  assert.equal(median([3, 1, 2]), 2);
});

test('numbers of different length', () => {
  assert.equal(median([10, 9, 1]), 9);
});

test('an even count', () => {
  assert.equal(median([4, 1, 3, 2]), 2.5);
});
