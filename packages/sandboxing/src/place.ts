import type { FileSystemSpecialPath } from '@tenon/protocol';
import { absolutePath, join, relativePath } from './path.ts';

/** Where a profile is bound: what its special paths stand for, all absolute. */
export interface Place {
  /** The workspace: `:project_roots`, and what a relative glob starts from. */
  readonly cwd: string;
  /** `$TMPDIR`; without it `:tmpdir` stands for nothing. */
  readonly tmpdir?: string | undefined;
  /** What `:minimal` stands for: what programs need to start. Default: `minimalPaths`. */
  readonly minimal?: readonly string[] | undefined;
  /**
   * The path with every link on the way resolved; what does not exist yet is added to its nearest existing parent. undefined
   * when that cannot be told, as for a link that leads nowhere. Where case does not matter, it is the case of what is there.
   * Default: paths have no links.
   */
  readonly resolve?: ((path: string) => string | undefined) | undefined;
}

/** Programs, libraries and system configuration on Linux. */
export const minimalPaths: readonly string[] = [
  '/bin',
  '/sbin',
  '/usr',
  '/etc',
  '/lib',
  '/lib64',
  '/nix/store',
  '/run/current-system/sw',
];

/** The absolute paths a special path stands for; none when this place does not know it. */
export function pathsOf(special: FileSystemSpecialPath, place: Place): readonly string[] {
  switch (special.kind) {
    case 'root':
      return ['/'];
    case 'project_roots':
      return [join(absolutePath(place.cwd), relativePath(special.subpath ?? ''))];
    case 'tmpdir':
      return place.tmpdir ? [absolutePath(place.tmpdir)] : [];
    case 'slash_tmp':
      return ['/tmp'];
    case 'minimal':
      return (place.minimal ?? minimalPaths).map(absolutePath);
    case 'unknown':
      return [];
  }
}
