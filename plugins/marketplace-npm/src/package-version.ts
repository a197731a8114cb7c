import * as z from 'zod/mini';
import type { Config } from './config.ts';
import { fault } from './fault.ts';
import { getJson } from './request.ts';

const Version = z.object({
  name: z.string(),
  version: z.string(),
  dist: z.object({ tarball: z.url(), integrity: z.optional(z.string()) }),
});

const Metadata = z.object({
  name: z.string(),
  'dist-tags': z._default(z.record(z.string(), z.string()), {}),
  versions: z.record(z.string(), z.unknown()),
});

export interface PackageVersion {
  readonly version: string;
  readonly tarball: URL;
  readonly integrity: string | undefined;
}

/** Less than the whole: what installing needs. */
const accept = 'application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8';

/**
 * The version of a package that a tag or a range means, as npm chooses: `latest` where it fits, else the newest that does and is not
 * deprecated, else the newest. Throws `version_not_found`, `registry_answer_invalid`, and what `get` does.
 */
export async function packageVersion(
  name: string,
  wanted: string,
  registry: URL,
  { config, signal }: { readonly config: Config; readonly signal: AbortSignal },
): Promise<PackageVersion> {
  const url = new URL(name.replace('/', '%2f'), registry);
  const { data } = Metadata.safeParse(await getJson(url, { config, signal, accept, limit: config.max_metadata_bytes }));
  if (!data || data.name !== name) throw invalid(name);
  const version = await choose(data, wanted);
  if (version === undefined)
    throw fault('version_not_found', `${name} has no version ${wanted}`, 'Name another version, range or tag.');
  const { data: found } = Version.safeParse(own(data.versions, version));
  if (!found || found.name !== name || found.version !== version) throw invalid(`${name}@${version}`);
  const tarball = new URL(found.dist.tarball);
  if (!/^https?:$/.test(tarball.protocol) || (registry.protocol === 'https:' && tarball.protocol !== 'https:'))
    throw invalid(`${name}@${version}`);
  return { version, tarball, integrity: found.dist.integrity };
}

async function choose({ 'dist-tags': tags, versions }: z.infer<typeof Metadata>, wanted: string) {
  const { default: semver } = await import('semver');
  const range = semver.validRange(wanted, { loose: true });
  if (range === null) return own(tags, wanted);
  const latest = own(tags, 'latest');
  if (latest !== undefined && Object.hasOwn(versions, latest) && semver.satisfies(latest, range)) return latest;
  const all = Object.keys(versions);
  const kept = all.filter((version) => !(Object(own(versions, version)) as Record<string, unknown>).deprecated);
  return semver.maxSatisfying(kept, range) ?? semver.maxSatisfying(all, range) ?? undefined;
}

const own = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

const invalid = (what: string) =>
  fault('registry_answer_invalid', `what the registry says of ${what} cannot be used`, 'Ask who keeps the registry.');
