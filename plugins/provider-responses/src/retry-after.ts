/** A day: longer than anyone waits, and safe for a timer. */
const LONGEST = 86_400_000;

const clamp = (ms: number) => Math.min(Math.max(0, Math.round(ms)), LONGEST);

/**
 * Milliseconds the server asks to wait: `retry-after-ms`, else `retry-after` in seconds or as an HTTP date.
 * `now`: unix milliseconds. Undefined when it does not say, or says it in no known form. At most a day.
 */
export function retryAfterMs(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  now: number,
): number | undefined {
  const ms = headers['retry-after-ms'];
  if (typeof ms === 'string' && /^\d+(\.\d+)?$/.test(ms.trim())) return clamp(Number(ms));
  const after = headers['retry-after'];
  if (typeof after !== 'string') return undefined;
  if (/^\d+(\.\d+)?$/.test(after.trim())) return clamp(Number(after) * 1000);
  const date = Date.parse(after);
  return Number.isNaN(date) ? undefined : clamp(date - now);
}

/** The wait named in a rate limit message, such as `try again in 1.5s`. Milliseconds. */
export function waitInMessage(message: string): number | undefined {
  const found = /try again in\s*(\d+(?:\.\d+)?)\s*(ms|s)/i.exec(message);
  if (!found) return undefined;
  return clamp(Number(found[1]) * (found[2]?.toLowerCase() === 'ms' ? 1 : 1000));
}
