import { definePlugin } from '@tenon/plugin-api';
import { logger } from '@tenon/plugin-api/logger';
import { LoggerStderrConfig } from './config.ts';
import { createLogger, writeToStderr } from './stderr-logger.ts';

export type { LoggerStderrConfig } from './config.ts';

/** Diagnostics on standard error. */
export default definePlugin({
  id: 'tenon.logger-stderr',
  config: LoggerStderrConfig,
  register: ({ config }) => [logger.provide(() => createLogger(config, writeToStderr))],
});
