import type { Logger } from '@tenon/plugin-api/logger';

export type TestLogger = Logger & { readonly told: string[] };

/** Keeps what it is told, as `level message`. */
export function silentLogger(): TestLogger {
  const told: string[] = [];
  const level = (name: string) => (message: string) => void told.push(`${name} ${message}`);
  return { told, debug: level('debug'), info: level('info'), warn: level('warn'), error: level('error') };
}
