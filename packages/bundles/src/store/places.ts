import { join } from 'node:path';
import { isDigest } from '../content/tree.ts';
import { fault } from '../fault.ts';

/**
 * Where bundles are, below the home of Tenon and Codex. `plugins/cache/<marketplace>/<plugin>/<version>` is Codex's own, and is
 * neither read nor written here.
 */
export const placesOf = (home: string) => ({
  /** One folder for each digest, by its 64 hex digits. */
  digests: join(home, 'plugins', 'digests'),
  /** On the same file system, so that a rename moves a whole bundle at once. */
  staging: join(home, 'plugins', '.staging'),
});

/** The folder of a digest. Throws `bundle_bad_digest`. */
export function folderOf(home: string, digest: string): string {
  if (!isDigest(digest)) {
    const message = `${JSON.stringify(digest)} is no digest`;
    throw fault('bundle_bad_digest', message, 'A digest is "sha256-" and 64 hex digits.', home);
  }
  return join(placesOf(home).digests, digest.slice('sha256-'.length));
}
