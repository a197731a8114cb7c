import { expect, test } from 'vitest';
import { bundleId, isBundleName, lookAlikes } from './names.ts';

test('names and ids', () => {
  for (const name of ['alpha', 'A_b-9']) expect(isBundleName(name)).toBe(true);
  for (const name of ['', 'a.b', 'a/b', '..', 'a b', 'аlpha', 'a\n', 'x'.repeat(65), '@a/b'])
    expect(isBundleName(name)).toBe(false);
  expect(bundleId('a@b')).toEqual({ name: 'a', marketplace: 'b' });
  for (const id of ['a', 'a@', '@b', 'a@b@c', 'a@../b', '__proto__']) expect(bundleId(id)).toBeNull();
});

test('names that a person takes for another', () => {
  const others = ['github', 'paypal', 'rnail', 'data-tools'];
  expect(lookAlikes('GitHub', others)).toEqual(['github']);
  expect(lookAlikes('paypaI', others)).toEqual(['paypal']);
  expect(lookAlikes('paypa1', others)).toEqual(['paypal']);
  expect(lookAlikes('mail', others)).toEqual(['rnail']);
  expect(lookAlikes('data_tools', others)).toEqual(['data-tools']);
  expect(lookAlikes('github', others)).toEqual([]);
  expect(lookAlikes('gitlab', others)).toEqual([]);
});
