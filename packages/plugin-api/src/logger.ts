import { service } from './point.ts';

/** `fields` are shown after the message as `key=value`. Nothing secret belongs in them. */
export interface Logger {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** Where diagnostics go. */
export const logger = service<Logger>()('logger', 'logger/v1');
