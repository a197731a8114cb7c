import type { Environment } from '@tenon/plugin-api/environment';

/** What one test of the suite works with. */
export interface EnvironmentSetup {
  readonly environment: Environment;
  /** Absolute, real, empty. */
  readonly folder: string;
  /** Runs a shell script in the folder. */
  readonly run: (script: string) => Promise<{ readonly text: string }>;
}
