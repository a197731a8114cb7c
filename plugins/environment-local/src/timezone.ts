/**
 * IANA name of the machine's time zone, such as `Europe/Berlin`; undefined where it cannot be told.
 * From `TZ`, else from where /etc/localtime links to, else /etc/timezone. `Intl` would know too, but takes 14 ms to load.
 */
export function localTimezone(env: Readonly<Record<string, string>>): string | undefined {
  const named = env.TZ?.replace(/^:/, '');
  if (named && /^[A-Za-z_]+(\/[A-Za-z_+-]+)*$/.test(named)) return named;
  const { readFileSync, readlinkSync } = process.getBuiltinModule('node:fs');
  const attempts = [
    () => /zoneinfo\/(?:posix\/|right\/)?(.+)$/.exec(readlinkSync('/etc/localtime'))?.[1],
    () => readFileSync('/etc/timezone', 'utf8').trim() || undefined,
  ];
  for (const attempt of attempts) {
    try {
      const found = attempt();
      if (found) return found;
    } catch {
      // Not every system has both: the next one, or none.
    }
  }
  return undefined;
}
