import { service } from './point.ts';

export interface Secrets {
  /** The secret of that name (for the CLI: the environment variable), or undefined. */
  get(name: string): Promise<string | undefined>;
}

/** Keys and tokens. Plugins never read `process.env`. */
export const secrets = service<Secrets>()('secrets', 'secrets/v1');
