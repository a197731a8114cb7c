import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Result, report } from '../report.ts';
import { median } from '../statistics.ts';

const run = (server: string, at: number, figures: Record<string, number>, error?: string) => ({
  measure: 'cold',
  server,
  run: at,
  figures,
  foreignCpus: 0,
  ...(error === undefined ? {} : { error }),
});

const result = (runs: Result['runs']): Result => ({
  started: '2026-01-01T00:00:00.000Z',
  seconds: 12.4,
  node: 'v24.0.0',
  machine: '2 × CPU',
  quick: false,
  servers: { stub: 'node stub', tenon: 'node tenon' },
  runs,
});

test('medians with their range, the ratio to the stub, and whether the target is reached', () => {
  const name = 'cold start, fresh home (ms)';
  const stub = [20, 30, 25].map((value, at) => run('stub', at + 1, { [name]: value }));
  const within = report(result([...stub, ...[50, 40].map((value, at) => run('tenon', at + 1, { [name]: value }))]));
  expect(within).toMatch(
    /\| cold start, fresh home \(ms\) +\| 25\.0 \(20\.0–30\.0\) \| 45\.0 \(40\.0–50\.0\) \| 1\.80× +\| ≤ 60 ok/,
  );
  const over = report(result([...stub, run('tenon', 1, { [name]: 61 })]));
  expect(over).toMatch(/\| 61\.0 +\| 2\.44× +\| ≤ 60 \*\*over\*\*/);
  expect(report(result([run('tenon', 1, { 'deltas a second': 49_999 })]))).toMatch(/–.*49999.*≥ 50000 \*\*over\*\*/);
});

test('Tenon is set against the other servers, not they against the stub', () => {
  const runs = [run('stub', 1, { one: 5 }), run('tenon', 1, { one: 10 }), run('peer', 1, { one: 40 })];
  const text = report({ ...result(runs), servers: { stub: 's', tenon: 't', peer: 'p' } });
  expect(text).toMatch(/\| stub +\| tenon +\| \/ stub +\| peer +\| tenon \/ peer \|/);
  expect(text).toMatch(/\| one +\| 5\.00 \| 10\.0 +\| 2\.00× +\| 40\.0 \| 0\.25× +\|/);
});

test('what failed is told once, with its count', () => {
  const text = report(result([1, 2].map((at) => run('tenon', at, {}, 'no thread'))));
  expect(text.match(/no thread/g)).toHaveLength(1);
  expect(text).toContain('- cold of tenon failed: no thread (2 of 2 runs)');
});

test('half of the values are on each side of the median', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }), { minLength: 1 }),
      (values) => {
        const middle = median(values);
        expect(values.filter((value) => value < middle).length).toBeLessThanOrEqual(values.length / 2);
        expect(values.filter((value) => value > middle).length).toBeLessThanOrEqual(values.length / 2);
      },
    ),
  );
  expect(median([])).toBeNaN();
});
