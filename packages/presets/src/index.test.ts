import { expect, test } from 'vitest';
import { hello } from './index.ts';

test('says hello', () => {
  expect(hello('tenon')).toBe('hello, tenon');
});
