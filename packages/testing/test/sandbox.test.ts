import type { Sandbox } from '@tenon/plugin-api/sandbox';
import { expect, test } from 'vitest';
import { escapes, tryEscape } from '../src/sandbox.ts';

/** Confines nothing, and does not say so. */
const unconfined: Sandbox = {
  name: 'unconfined',
  unavailable: () => undefined,
  wrap: (command) => command,
  files: (files) => files,
};

const feasible = escapes.filter(({ privileged }) => !privileged);

test.each(feasible.map((attempt) => [attempt.name, attempt] as const))(
  'without a sandbox it gets out: %s',
  async (_, attempt) => {
    expect(await tryEscape(unconfined, attempt)).toBe(true);
  },
);
