import { expect, test } from 'vitest';
import { rateLimitsOf } from './rate-limits.ts';

test('nothing is said without such headers', () => {
  expect(rateLimitsOf({ 'content-type': 'text/event-stream', 'x-codex-turn-state': 'abc' })).toBeUndefined();
});

test('windows, credits and name', () => {
  expect(
    rateLimitsOf({
      'x-codex-primary-used-percent': '12.5',
      'x-codex-primary-window-minutes': '300',
      'x-codex-primary-reset-at': '1777550400',
      'x-codex-secondary-used-percent': '3',
      'x-codex-credits-has-credits': 'True',
      'x-codex-credits-unlimited': '0',
      'x-codex-credits-balance': ' 9.99 ',
      'x-codex-limit-name': 'codex',
    }),
  ).toEqual({
    limitId: 'codex',
    limitName: 'codex',
    primary: { usedPercent: 13, windowDurationMins: 300, resetsAt: 1_777_550_400 },
    secondary: { usedPercent: 3, windowDurationMins: null, resetsAt: null },
    credits: { hasCredits: true, unlimited: false, balance: '9.99' },
    planType: null,
    rateLimitReachedType: null,
  });
});

test('what is not a number says nothing; all zeroes neither', () => {
  expect(rateLimitsOf({ 'x-codex-primary-used-percent': 'lots', 'x-codex-secondary-used-percent': '0' })).toMatchObject(
    { primary: null, secondary: null, credits: null },
  );
});
