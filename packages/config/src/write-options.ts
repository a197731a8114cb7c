import type { ConfigEdit } from '@tenon/protocol/config';
import type { ConfigPlaces } from './load.ts';
import type { Table } from './table.ts';

export interface WriteOptions extends ConfigPlaces {
  /**
   * Made in order, all or none. A function is given the user's table as the file has it, and with its relative paths resolved; it
   * may be called again, when the file changes meanwhile.
   */
  edits: readonly ConfigEdit[] | ((user: Table, resolved: Table) => readonly ConfigEdit[]);
  /** The user's `config.toml`, which is the default: no other file is written. */
  filePath?: string | null | undefined;
  /** The version of the user's layer that the edits are meant for. Default: any. */
  expectedVersion?: string | null | undefined;
}
