import { service } from './point.ts';

export interface Secrets {
  /** The secret of that name (for the CLI: the environment variable), or undefined. */
  get(name: string): Promise<string | undefined>;
  /** Keeps a secret for this and later processes; null forgets it. Not there where secrets can only be read. */
  set?(name: string, value: string | null): Promise<void>;
}

/** Keys and tokens. Plugins never read `process.env`. */
export const secrets = service<Secrets>()('secrets', 'secrets/v1');
