import { expect, test } from 'vitest';
import { world } from './program.ts';

test('--listen off says what to use', async () => {
  await using here = await world();
  const { code, stderr } = await here.run(['app-server', '--listen', 'off']);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^tenon: `--listen off` .+\n {7}Use stdio:\/\/, unix:\/\//);
});
