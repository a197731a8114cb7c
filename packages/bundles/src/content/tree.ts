import { createHash } from 'node:crypto';

/** One file or link of a bundle. Folders are no entries: they are where files are, and empty ones are no content. */
export interface BundleEntry {
  /** From the root, with `/`, as the source spelled it. */
  readonly path: string;
  readonly kind: 'file' | 'executable' | 'link';
  /** SHA-256 of the content, or of a link's target, in hex. */
  readonly sha256: string;
  /** Bytes of the content; of a link, of its target. */
  readonly size: number;
}

/** What a bundle holds. */
export interface BundleTree {
  /** `sha256-` and 64 hex digits; see `digestOf`. */
  readonly digest: string;
  /** In the order of the digest. */
  readonly entries: readonly BundleEntry[];
}

const inOrder = (a: BundleEntry, b: BundleEntry): number => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path));

/**
 * The digest of a bundle's content: SHA-256 of `tenon-bundle 1\n` and, for each entry in the order of its path's UTF-8 bytes,
 * `<kind> <sha256 of the content> <path>\n`. Paths hold no line breaks, so no two trees have one form. Owner, times, the other
 * bits of the mode and empty folders do not count.
 */
export function treeOf(entries: readonly BundleEntry[]): BundleTree {
  const sorted = [...entries].sort(inOrder);
  const hash = createHash('sha256').update('tenon-bundle 1\n');
  for (const { kind, sha256, path } of sorted) hash.update(`${kind} ${sha256} ${path}\n`);
  return { digest: `sha256-${hash.digest('hex')}`, entries: sorted };
}

export const isDigest = (text: string): boolean => /^sha256-[0-9a-f]{64}$/.test(text);
