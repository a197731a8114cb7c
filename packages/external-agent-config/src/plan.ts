import type { ExternalAgentConfigMigrationItem, MigrationEntry } from '@tenon/protocol/external-agent';
import type { SourceBytes } from './read-source.ts';

export type ItemType = ExternalAgentConfigMigrationItem['itemType'];

/** Something to be written, where nothing is yet. */
export type Change = { readonly entry: MigrationEntry } & (
  | { readonly kind: 'file'; readonly file: string; readonly text: string }
  | { readonly kind: 'folder'; readonly folder: string; readonly files: ReadonlyMap<string, SourceBytes> }
  | { readonly kind: 'hooks'; readonly file: string; readonly event: string; readonly groups: readonly unknown[] }
  | { readonly kind: 'config'; readonly keyPath: string; readonly value: unknown }
);

/** What one item stands for. */
export interface Plan {
  readonly itemType: ItemType;
  readonly cwd: string | null;
  /** Says what comes from where and goes where. It is the same before and after an import: an item is known by it. */
  readonly description: string;
  readonly entries: readonly MigrationEntry[];
  readonly changes: readonly Change[];
  /** The folder of the configuration that is written, and its version. */
  readonly folder: string;
  readonly version: string;
}
