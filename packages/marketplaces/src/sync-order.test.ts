import fc from 'fast-check';
import { expect, test } from 'vitest';
import { syncPhases } from './index.ts';

const parts = [
  { name: 'home', remote: false },
  { name: 'catalogue', remote: true },
  { name: 'project', remote: false },
];
const names = (force: boolean, of = parts) =>
  syncPhases(of, { forceRemoteSync: force }).map((phase) => phase.map(({ name }) => name));

test('forced: the remote ones, then the local ones', () => {
  expect(names(true)).toEqual([['catalogue'], ['home', 'project']]);
});

test('not forced: no remote one', () => {
  expect(names(false)).toEqual([['home', 'project']]);
});

test('there is no empty phase', () => {
  expect(names(true, parts.slice(0, 1))).toEqual([['home']]);
  expect(names(true, parts.slice(1, 2))).toEqual([['catalogue']]);
  expect(names(false, parts.slice(1, 2))).toEqual([]);
});

test('forced, each part is in one phase, and none before a remote one is local', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ name: fc.string(), remote: fc.boolean() })), (given) => {
      const order = syncPhases(given, { forceRemoteSync: true }).flat();
      expect(new Set(order)).toEqual(new Set(given));
      expect(order.map(({ remote }) => remote)).toEqual(
        given.map(({ remote }) => remote).sort((a, b) => Number(b) - Number(a)),
      );
    }),
  );
});
