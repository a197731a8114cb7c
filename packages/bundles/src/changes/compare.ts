import type { BundleTree } from '../content/tree.ts';
import type { BundleManifest } from '../manifest/manifest.ts';
import { type Capability, sortedCapabilities } from './capabilities.ts';

/** A bundle as it is compared. */
export interface BundleFacts {
  readonly tree: BundleTree;
  readonly manifest: BundleManifest;
  readonly capabilities: readonly Capability[];
}

/** What an update would change. */
export interface BundleChanges {
  /** False: the content is the same, byte by byte, and all lists are empty. */
  readonly changed: boolean;
  readonly name: { readonly from: string; readonly to: string };
  readonly version: { readonly from: string | null; readonly to: string | null };
  readonly digest: { readonly from: string; readonly to: string };
  /** Paths, in order. A file that became executable, or a link, is `changed`. */
  readonly files: {
    readonly added: readonly string[];
    readonly removed: readonly string[];
    readonly changed: readonly string[];
  };
  /** A server whose command changed is one `spawn` removed and one added. */
  readonly capabilities: { readonly added: readonly Capability[]; readonly removed: readonly Capability[] };
}

/** Compares two bundles. It reads nothing: see `readTree`, `readManifest` and `readCapabilities`. */
export function compareBundles(before: BundleFacts, after: BundleFacts): BundleChanges {
  const was = new Map(before.tree.entries.map((each) => [each.path, each]));
  const is = new Map(after.tree.entries.map((each) => [each.path, each]));
  const differs = (path: string): boolean => {
    const [a, b] = [was.get(path), is.get(path)];
    return a !== undefined && b !== undefined && (a.kind !== b.kind || a.sha256 !== b.sha256);
  };
  const key = (each: Capability): string => JSON.stringify([each.kind, each.name, each.detail]);
  const without = (all: readonly Capability[], others: readonly Capability[]): Capability[] => {
    const keys = new Set(others.map(key));
    return sortedCapabilities(all.filter((each) => !keys.has(key(each))));
  };
  return {
    changed: before.tree.digest !== after.tree.digest,
    name: { from: before.manifest.name, to: after.manifest.name },
    version: { from: before.manifest.version ?? null, to: after.manifest.version ?? null },
    digest: { from: before.tree.digest, to: after.tree.digest },
    files: {
      added: [...is.keys()].filter((path) => !was.has(path)),
      removed: [...was.keys()].filter((path) => !is.has(path)),
      changed: [...is.keys()].filter(differs),
    },
    capabilities: {
      added: without(after.capabilities, before.capabilities),
      removed: without(before.capabilities, after.capabilities),
    },
  };
}
