import { expect, test } from 'vitest';
import type { Finding, Outcome } from './attempt.ts';
import type { Diagnosis } from './examine.ts';
import { asText } from './report.ts';

const found = (outcome: Outcome, permitted = false, why?: string): Finding => ({
  through: 'shell',
  what: `try ${outcome}`,
  permitted,
  outcome,
  ...(why !== undefined && { why }),
});

const diagnosis = (change: Partial<Diagnosis> = {}): Diagnosis => ({
  version: '1.2.3',
  node: 'v24.0.0',
  platform: 'linux x64',
  home: { path: '/h', writable: true },
  sandbox: {
    name: 'landlock',
    plugin: 'tenon.sandbox-linux',
    unavailable: null,
    mechanisms: [
      { name: 'landlock', limits: ['It keeps no time.'] },
      { name: 'bubblewrap', missing: 'It is not there.' },
    ],
  },
  profile: { cwd: '/ws', confines: true, unavailable: null, value: { type: 'disabled' } },
  findings: [found('prevented'), found('works', true)],
  problems: [],
  proven: true,
  protected: true,
  ...change,
});

const lastLine = (change: Partial<Diagnosis>) => asText(diagnosis(change)).trimEnd().split('\n').at(-1);

test('all that is known, in the order of what matters', () => {
  expect(
    asText(diagnosis({ problems: [{ code: null, message: 'It rains.', mend: 'Wait.' }] })),
  ).toBe(`tenon 1.2.3, Node v24.0.0, linux x64
home: /h
sandbox: landlock (plugin tenon.sandbox-linux)
  limit: It keeps no time.
  not used: bubblewrap: It is not there.

What must not succeed
  prevented  shell         try prevented

What must succeed
  works      shell         try works

Problems
  It rains.
    Wait.

Protected: 1 attempt was prevented, and what is permitted works.
`);
});

test.each([
  [[found('prevented'), found('succeeded')], 'NOT protected: 1 attempt SUCCEEDED that must not.'],
  [
    [found('succeeded'), found('succeeded'), found('unproven')],
    'NOT protected: 2 attempts SUCCEEDED that must not, 1 attempt could not be proven.',
  ],
  [[found('prevented'), found('broken', true)], 'NOT protected: 1 permitted thing FAILED.'],
])('it claims nothing where one thing is wrong', (findings, expected) => {
  expect(lastLine({ findings, proven: false, protected: false })).toBe(expected);
  expect(asText(diagnosis({ findings, proven: false, protected: false }))).not.toMatch(/^Protected/m);
});

test('a sandbox that is not used, is not there, or cannot be opened', () => {
  const unused = diagnosis({
    profile: { cwd: '/ws', confines: false, unavailable: null, value: { type: 'disabled' } },
    protected: false,
  });
  expect(asText(unused)).toContain('The configuration confines nothing in /ws.\nNOT protected: the sandbox works');
  const sandbox = {
    name: 'none',
    plugin: 'tenon.sandbox-none',
    unavailable: 'No.',
    mechanisms: [
      { name: 'w', missing: 'No' },
      { name: 'x', missing: 'y' },
    ],
  };
  const none = { sandbox, findings: [], proven: false, protected: false };
  expect(lastLine(none)).toBe('NOT protected: no command can be confined here.');
  expect(asText(diagnosis(none))).toContain('  NOT available: No.\n  not used: x: y\n');
  expect(lastLine({ ...none, sandbox: null, profile: null })).toBe(
    'NOT protected: Tenon cannot start with this configuration.',
  );
  expect(asText(diagnosis({ home: { path: '/h', writable: false } }))).toContain('home: /h (NOT writable)');
});

test('a profile that the sandbox cannot keep to', () => {
  const profile = { cwd: '/ws', confines: true, unavailable: 'It is too much.', value: { type: 'disabled' } } as const;
  expect(asText(diagnosis({ profile, protected: false }))).toContain(
    'What is configured for /ws cannot be kept: It is too much.\nNOT protected: ',
  );
});

test('why something is unproven stands beside it', () => {
  expect(asText(diagnosis({ findings: [found('unproven', false, 'it fell asleep')] }))).toContain(
    '  UNPROVEN   shell         try unproven: it fell asleep\n',
  );
});
