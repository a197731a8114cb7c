import { expect, test } from 'vitest';
import { idMaker } from './ids.ts';

test('ids are UUIDv7, unique and in order, also within one millisecond', () => {
  const now = Date.now();
  const next = idMaker(() => now);
  const ids = Array.from({ length: 10_000 }, next);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(new Set(ids).size).toBe(ids.length);
  expect([...ids].sort()).toEqual(ids);
  expect(Number.parseInt((ids[0] ?? '').replaceAll('-', '').slice(0, 12), 16)).toBe(now);
});
