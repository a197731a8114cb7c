import type { ConfigWriteResponse } from '@tenon/protocol/config';
import type { WriteOptions } from './write-options.ts';

/**
 * Edits the user's `config.toml` in place: comments, order and format stay. All edits are made or none; the file is replaced
 * at once, with mode 0600, and a link to it stays a link. Two writers at one time wait for each other.
 * Throws `config_edit_invalid` (a bad keyPath or value), `config_invalid` (the file is broken, or would be: nothing is
 * written), `config_version_conflict`, `config_layer_readonly`, `config_unwritable`, `config_unreadable`, `config_locked`.
 */
export async function writeConfig(options: WriteOptions): Promise<ConfigWriteResponse> {
  const { write } = await import('./write-config.ts');
  return write(options);
}
