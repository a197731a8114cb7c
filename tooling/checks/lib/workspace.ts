import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The root of the monorepo. */
export const root = resolve(import.meta.dirname, '../../..');

export interface ExportTarget {
  readonly '@tenon/source'?: string;
  readonly types?: string;
  readonly default?: string;
}

/** The fields of a package.json that the checks read. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description?: string;
  readonly license?: string;
  readonly type?: string;
  readonly private?: boolean;
  readonly engines?: Readonly<Record<string, string>>;
  readonly files?: readonly string[];
  readonly bin?: Readonly<Record<string, string>>;
  readonly sideEffects?: boolean | readonly string[];
  readonly exports?: Readonly<Record<string, ExportTarget | string>>;
  readonly publishConfig?: { readonly access?: string; readonly exports?: Readonly<Record<string, ExportTarget>> };
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export interface Package {
  /** The folder, relative to the root, with forward slashes: `packages/kernel`. */
  readonly dir: string;
  readonly manifest: Manifest;
}

export const groups = ['packages', 'plugins', 'apps', 'tooling'] as const;

export function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8'));
}

export const readManifest = (file: string) => readJson<Manifest>(file);

/** Every package of the workspace that lies in `base`, in a stable order. */
export function workspacePackages(base = root): Package[] {
  return globSync(`{${groups.join(',')}}/*/package.json`, { cwd: base })
    .map((file) => file.replaceAll('\\', '/'))
    .sort()
    .map((file) => ({ dir: dirname(file), manifest: readManifest(join(base, file)) }));
}

/** The packages whose folders are named, such as `packages/kernel`; all of them when none is. */
export function selected(dirs: readonly string[], base = root): Package[] {
  const all = workspacePackages(base);
  const unknown = dirs.filter((dir) => !all.some((each) => each.dir === dir));
  if (unknown.length > 0)
    throw new Error(`no package in ${unknown.join(', ')}: name a folder, such as packages/kernel`);
  return dirs.length === 0 ? all : all.filter(({ dir }) => dirs.includes(dir));
}

export function publishable(packages: readonly Package[]): Package[] {
  return packages.filter((each) => !each.manifest.private);
}

/** The public code entries of a package: `.`, `./thread` … with the declaration file of each. */
export function entriesOf({ manifest }: Package): { subpath: string; name: string; types: string; code: string }[] {
  return Object.entries(manifest.exports ?? {}).flatMap(([subpath, target]) =>
    typeof target === 'object' && target.types && target.default
      ? [{ subpath, name: subpath === '.' ? 'index' : subpath.slice(2), types: target.types, code: target.default }]
      : [],
  );
}

/** Throws, naming the mend, when a package was not built yet. */
export function needBuilt(packages: readonly Package[], base = root): void {
  const missing = packages.filter((each) =>
    entriesOf(each).some(({ code }) => !existsSync(join(base, each.dir, code))),
  );
  if (missing.length === 0) return;
  throw new Error(`not built: ${missing.map((each) => each.dir).join(', ')}; run: pnpm run build`);
}
