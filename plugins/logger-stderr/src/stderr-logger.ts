import type { Logger } from '@tenon/plugin-api/logger';
import type { LoggerStderrConfig } from './config.ts';
import { formatJson, formatText, type Level } from './format.ts';

const LEVELS: readonly Level[] = ['debug', 'info', 'warn', 'error'];

/** Writes lines with `write`, which must not throw. */
export function createLogger(config: LoggerStderrConfig, write: (line: string) => void): Logger {
  const format = config.json ? formatJson : formatText;
  const least = LEVELS.indexOf(config.level);
  const at =
    (level: Level): Logger[Level] =>
    (message, fields) => {
      if (LEVELS.indexOf(level) >= least) write(format(level, message, fields));
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** Writes at once, so that the last line before an exit is not lost. A reader that is gone (`EPIPE`) or slow (`EAGAIN`) loses lines. */
export function writeToStderr(line: string): void {
  try {
    process.getBuiltinModule('node:fs').writeSync(2, line);
  } catch {
    // There is nowhere left to say it, and a log line never ends the host.
  }
}
