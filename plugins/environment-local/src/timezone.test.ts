import { expect, test } from 'vitest';
import { localTimezone } from './timezone.ts';

test('TZ names the zone; a POSIX rule in it does not', () => {
  expect(localTimezone({ TZ: 'Europe/Berlin' })).toBe('Europe/Berlin');
  expect(localTimezone({ TZ: ':America/New_York' })).toBe('America/New_York');
  expect(localTimezone({ TZ: 'CET-1CEST,M3.5.0,M10.5.0/3' })).toBe(localTimezone({}));
});

test('without TZ the answer is the one Intl gives, where the system tells', () => {
  const found = localTimezone({});
  if (found === undefined) return;
  expect(Intl.supportedValuesOf('timeZone').concat('UTC', 'Etc/UTC')).toContain(found);
});
