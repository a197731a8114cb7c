// What a profile allows, asked path by path in the plainest way: what the package computes is held against it.
import type {
  AdditionalPermissionProfile,
  FileSystemPath,
  FileSystemSandboxEntry,
  PermissionProfile,
} from '@tenon/protocol';
import type { Access, Place } from '../src/index.ts';

export const place: Place = { cwd: '/ws', tmpdir: '/tmp/mine', minimal: ['/usr'] };

/** Every path that is asked about. */
export const universe = [
  ...['/', '/ws', '/ws/a', '/ws/a/b', '/ws/a/b/c', '/ws/.git', '/ws/.git/x', '/ws/a/.git', '/ws/a/.git/hooks/run'],
  ...['/ws/a/.git/hooks/.git', '/ws/.tenon/x', '/ws/k.env', '/ws/a/k.env', '/ws/a/k.env/b', '/ws/a/.Codex/x', '/wsx'],
  ...['/tmp', '/tmp/x', '/tmp/.git', '/tmp/mine', '/tmp/mine/x', '/usr', '/usr/bin', '/usr/.agents', '/o', '/o/a'],
  ...['/o/.git', '/o/a/.git/x', '/o/k.env'],
];

const inProject = (path: string) => path.startsWith('/ws/') && (path.split('/')[2] ?? '').endsWith('.env');

const globs: Readonly<Record<string, (path: string) => boolean>> = {
  '/ws/**/*.env': (path) =>
    path.startsWith('/ws/') &&
    path
      .slice(4)
      .split('/')
      .some((part) => part.endsWith('.env')),
  '*.env': inProject,
  '/ws/*.env': inProject,
};

export const globPatterns = Object.keys(globs);

const places: Readonly<Record<string, string>> = {
  root: '/',
  project_roots: '/ws',
  slash_tmp: '/tmp',
  tmpdir: '/tmp/mine',
  minimal: '/usr',
};

function folderOf(path: FileSystemPath): string | undefined {
  if (path.type === 'path') return path.path;
  if (path.type === 'glob_pattern' || path.value.kind === 'unknown') return undefined;
  const folder = places[path.value.kind] ?? '/';
  return 'subpath' in path.value && path.value.subpath ? `${folder}/${path.value.subpath}` : folder;
}

export interface Verdict {
  readonly access: Access;
  /** An entry or a pattern says `none`; one for the whole disk counts for `/` alone. */
  readonly denied: boolean;
}

function judgeEntries(entries: readonly FileSystemSandboxEntry[], path: string): Verdict {
  const isMatch = ({ path: each }: FileSystemSandboxEntry) =>
    each.type === 'glob_pattern' && (globs[each.pattern] ?? (() => false))(path);
  if (entries.some(isMatch)) return { access: 'none', denied: true };
  const found = entries.flatMap(({ path: each, access }) => {
    const folder = folderOf(each);
    if (folder === undefined || !`${path}/`.startsWith(folder === '/' ? '/' : `${folder}/`)) return [];
    return [{ folder, access }];
  });
  const longest = Math.max(...found.map(({ folder }) => folder.length));
  const words = found.filter(({ folder }) => folder.length === longest).map(({ access }) => access);
  if (words.includes('none')) return { access: 'none', denied: longest > 1 || path === '/' };
  if (!words.includes('write')) return { access: words.includes('read') ? 'read' : 'none', denied: false };
  const below = path.slice(longest).toLowerCase().split('/');
  const isKept = longest > 1 && ['.git', '.agents', '.codex', '.tenon'].some((name) => below.includes(name));
  return { access: isKept ? 'read' : 'write', denied: false };
}

export function judge(profile: PermissionProfile, path: string): Verdict {
  return profile.type === 'managed' && profile.fileSystem.type === 'restricted'
    ? judgeEntries(profile.fileSystem.entries, path)
    : { access: 'write', denied: false };
}

export const judgeAdditional = ({ fileSystem }: AdditionalPermissionProfile, path: string): Verdict =>
  judgeEntries(
    [
      ...(fileSystem?.read ?? []).map((each) => ({ path: { type: 'path', path: each }, access: 'read' }) as const),
      ...(fileSystem?.write ?? []).map((each) => ({ path: { type: 'path', path: each }, access: 'write' }) as const),
      ...(fileSystem?.entries ?? []),
    ],
    path,
  );

const order: readonly Access[] = ['none', 'read', 'write'];
export const least = (a: Access, b: Access): Access => order[Math.min(order.indexOf(a), order.indexOf(b))] ?? 'none';
export const most = (a: Access, b: Access): Access => order[Math.max(order.indexOf(a), order.indexOf(b))] ?? 'none';
export const within = (a: Access, b: Access): boolean => order.indexOf(a) <= order.indexOf(b);

/** The answer for every path, as one value to compare. */
export const answers = (ask: (path: string) => Access): Record<string, Access> =>
  Object.fromEntries(universe.map((path) => [path, ask(path)]));
