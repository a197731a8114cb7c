import type { ConfigEdit } from '@tenon/protocol/config';
import type { ConfigPlaces } from './load.ts';

export interface WriteOptions extends ConfigPlaces {
  /** Made in order, all or none. */
  edits: readonly ConfigEdit[];
  /** The user's `config.toml`, which is the default: no other file is written. */
  filePath?: string | null | undefined;
  /** The version of the user's layer that the edits are meant for. Default: any. */
  expectedVersion?: string | null | undefined;
}
