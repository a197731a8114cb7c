import { open } from 'node:fs/promises';
import type { Config } from './config.ts';
import { fault } from './fault.ts';
import type { PackageVersion } from './package-version.ts';
import { get } from './request.ts';

/** The digests that count, the strongest first. A sha1 does not. */
const algorithms = ['sha512', 'sha384', 'sha256'];

/**
 * Writes a package's archive to a file that is not there yet, and gives the integrity it was found to have. Throws
 * `integrity_missing`, `integrity_mismatch`, and what `get` does.
 */
export async function download(
  { tarball, integrity, version }: PackageVersion,
  path: string,
  { config, signal }: { readonly config: Config; readonly signal: AbortSignal },
): Promise<string> {
  const expected = strongest(integrity ?? '');
  if (!expected)
    throw fault(
      'integrity_missing',
      `the registry gives no sha512 of version ${version}`,
      'Ask who publishes the package for a new version: what cannot be checked is not installed.',
    );
  const hash = process.getBuiltinModule('node:crypto').createHash(expected.algorithm);
  const file = await open(path, 'wx');
  try {
    await get(tarball, {
      config,
      signal,
      accept: 'application/octet-stream, */*; q=0.5',
      limit: config.max_bytes,
      async onBytes(bytes) {
        hash.update(bytes);
        await file.writeFile(bytes);
      },
    });
  } finally {
    await file.close();
  }
  const digest = hash.digest('base64');
  if (!expected.digests.includes(digest))
    throw fault(
      'integrity_mismatch',
      `the archive of version ${version} is not what the registry says it is`,
      'Try again. If it stays so, tell who keeps the registry: the package may have been tampered with.',
    );
  return `${expected.algorithm}-${digest}`;
}

/** The digests of the strongest algorithm in a text such as `sha512-… sha512-…?option` (Subresource Integrity). */
function strongest(integrity: string): { readonly algorithm: string; readonly digests: readonly string[] } | undefined {
  const parts = integrity.trim().split(/\s+/);
  for (const algorithm of algorithms) {
    const digests = parts.filter((part) => part.startsWith(`${algorithm}-`));
    if (digests.length > 0)
      return { algorithm, digests: digests.map((part) => part.slice(algorithm.length + 1).replace(/\?.*$/, '')) };
  }
  return undefined;
}
