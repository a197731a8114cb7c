import type { RateLimitSnapshot } from '@tenon/protocol';

type Headers = Readonly<Record<string, string | string[] | undefined>>;
type Window = NonNullable<RateLimitSnapshot['primary']>;

function number(headers: Headers, name: string): number | null {
  const value = headers[name];
  if (typeof value !== 'string' || value.trim() === '') return null;
  const parsed = Number(value);
  return Number.isFinite(parsed) ? parsed : null;
}

function window(headers: Headers, which: 'primary' | 'secondary'): Window | null {
  const usedPercent = number(headers, `x-codex-${which}-used-percent`);
  if (usedPercent === null) return null;
  const windowDurationMins = number(headers, `x-codex-${which}-window-minutes`);
  const resetsAt = number(headers, `x-codex-${which}-reset-at`);
  // All zeroes: the server says nothing about this window.
  if (usedPercent === 0 && !windowDurationMins && resetsAt === null) return null;
  return { usedPercent: Math.round(usedPercent), windowDurationMins, resetsAt };
}

function flag(headers: Headers, name: string): boolean | null {
  const value = headers[name];
  if (typeof value !== 'string') return null;
  if (/^(true|1)$/i.test(value)) return true;
  return /^(false|0)$/i.test(value) ? false : null;
}

function credits(headers: Headers): RateLimitSnapshot['credits'] {
  const hasCredits = flag(headers, 'x-codex-credits-has-credits');
  const unlimited = flag(headers, 'x-codex-credits-unlimited');
  if (hasCredits === null || unlimited === null) return null;
  const balance = headers['x-codex-credits-balance'];
  return { hasCredits, unlimited, balance: typeof balance === 'string' && balance.trim() ? balance.trim() : null };
}

/** What the `x-codex-*` headers say of the account's limits; undefined when there are none. */
export function rateLimitsOf(headers: Headers): RateLimitSnapshot | undefined {
  const about = /^x-codex-(primary|secondary|credits|limit)-/;
  if (!Object.keys(headers).some((name) => about.test(name))) return undefined;
  const limitName = headers['x-codex-limit-name'];
  return {
    limitId: 'codex',
    limitName: typeof limitName === 'string' && limitName.trim() ? limitName.trim() : null,
    primary: window(headers, 'primary'),
    secondary: window(headers, 'secondary'),
    credits: credits(headers),
    planType: null,
    rateLimitReachedType: null,
  };
}
