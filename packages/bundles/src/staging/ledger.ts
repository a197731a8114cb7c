import { bundlePath, foldName, isGit } from '../content/bundle-path.ts';
import type { Incoming } from '../content/incoming.ts';
import type { BundleLimits } from '../content/limits.ts';
import type { Known } from '../content/links.ts';
import { fault } from '../fault.ts';

const MEND = 'Do not install this bundle; tell its author.';

/** The books of one staging: what has come in, and whether more may. */
export interface Ledger {
  readonly known: Known;
  /** The path an entry is staged under; null: it is no content. */
  readonly admit: (entry: Incoming) => string | null;
  /** The staged path of the file that a hard link names. */
  readonly linked: (path: string, target: string) => string;
  /** Counts bytes of content. */
  readonly weigh: (bytes: number) => void;
}

/**
 * Throws `bundle_too_many_entries`, `bundle_too_large`, `bundle_duplicate_entry`, `bundle_under_file`, `bundle_name_collision`,
 * `bundle_special_file`, and what `bundlePath` throws.
 */
export function openLedger(limits: BundleLimits, origin: string, strip: number): Ledger {
  const known = new Map<string, 'file' | 'folder' | { readonly target: string }>([['', 'folder']]);
  const folded = new Map<string, string>();
  let entries = 0;
  let bytes = 0;
  const refuse = (code: string, message: string, mend = MEND): never => {
    throw fault(code, message, mend, origin);
  };

  /** Makes a path known, and the folders above it. */
  const add = (path: string, what: 'file' | 'folder' | { readonly target: string }): void => {
    const parts = path.split('/');
    for (let depth = 1; depth <= parts.length; depth += 1) {
      const each = parts.slice(0, depth).join('/');
      const last = depth === parts.length;
      const here = known.get(each);
      if (here === undefined) {
        const fold = foldName(each);
        const other = folded.get(fold);
        if (other !== undefined) {
          refuse(
            'bundle_name_collision',
            `${JSON.stringify(other)} and ${JSON.stringify(each)} are one name on some systems`,
          );
        }
        folded.set(fold, each);
        known.set(each, last ? what : 'folder');
      } else if (!last && here !== 'folder') {
        refuse('bundle_under_file', `${path} lies under ${each}, which is not a folder`);
      } else if (last && !(here === 'folder' && what === 'folder')) {
        refuse('bundle_duplicate_entry', `${path} is there twice`);
      }
    }
  };

  return {
    known,
    admit: (entry) => {
      entries += 1;
      if (entries > limits.entries) {
        refuse(
          'bundle_too_many_entries',
          `it has more than ${limits.entries} entries`,
          'Install a bundle with fewer files.',
        );
      }
      const path = bundlePath(entry.path, limits, origin, strip);
      if (path === null || (path === '' && entry.kind !== 'folder')) {
        const message = `the entry ${JSON.stringify(entry.path)} lies outside of the bundle's folder`;
        if (path !== null || entry.kind !== 'folder') refuse('bundle_outside_folder', message);
      }
      if (path === null || path === '' || isGit(path)) return null;
      if (entry.kind === 'special') {
        refuse('bundle_special_file', `${path} is a device, a pipe, a socket, or a kind that is not known`);
      }
      if ('target' in entry && Buffer.byteLength(entry.target) > 2 * limits.pathBytes) {
        refuse('bundle_path_too_long', `the link ${path} leads to a path of more than ${2 * limits.pathBytes} bytes`);
      }
      add(path, entry.kind === 'folder' ? 'folder' : entry.kind === 'link' ? { target: entry.target } : 'file');
      return path;
    },
    linked: (path, target) => {
      let found: string | null = null;
      try {
        found = bundlePath(target, limits, origin, strip);
      } catch (error) {
        const message = `the hard link ${path} (to ${JSON.stringify(target)}) leads out of the bundle`;
        throw fault('bundle_link_out', message, MEND, origin, error);
      }
      if (found === null || found === path || known.get(found) !== 'file') {
        refuse('bundle_link_broken', `the hard link ${path} (to ${JSON.stringify(target)}) names no earlier file`);
      }
      return found as string;
    },
    weigh: (more) => {
      bytes += more;
      if (bytes > limits.totalBytes) {
        refuse('bundle_too_large', `it holds more than ${limits.totalBytes} bytes`, 'Install a smaller bundle.');
      }
    },
  };
}
