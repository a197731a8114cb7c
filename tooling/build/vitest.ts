import { defineConfig } from 'vitest/config';
import { strictReporter } from './strict-reporter.ts';

/** Test configuration of every package: sources are used directly, so a unit test needs no build. */
export const tests = (options: { timeout?: number } = {}) =>
  defineConfig({
    ssr: { resolve: { conditions: ['@tenon/source', 'module', 'node', 'development|production'] } },
    resolve: { conditions: ['@tenon/source', 'module', 'node', 'development|production'] },
    test: {
      include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
      testTimeout: options.timeout ?? 10_000,
      hookTimeout: 30_000,
      pool: 'threads',
      reporters: ['default', strictReporter()],
    },
  });
