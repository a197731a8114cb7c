import { fault } from '../fault.ts';

/** What is known of each path: a file, a folder, or where its link leads. The root is ''. */
export type Known = ReadonlyMap<string, 'file' | 'folder' | { readonly target: string }>;

const STEPS = 40;
const MEND = 'Do not install this bundle; tell its author.';

interface End {
  readonly path: string;
  readonly kind: 'file' | 'folder';
}

/** Where a link leads, by the entries alone: the disk is not asked. No step of the way may leave the bundle. */
function follow(path: string, target: string, known: Known, origin: string): End {
  const shown = `the link ${path} (to ${JSON.stringify(target)})`;
  const at = path.split('/').slice(0, -1);
  const todo: string[] = [];
  const enter = (next: string): void => {
    if (/^(?:[/\\]|[A-Za-z]:)/.test(next) || next.includes('\\') || next.includes('\0')) {
      throw fault('bundle_link_out', `${shown} leads out of the bundle`, MEND, origin);
    }
    todo.unshift(...next.split('/').filter((part) => part !== '' && part !== '.'));
  };
  enter(target);
  let end: End = { path: at.join('/'), kind: 'folder' };
  for (let steps = 0; todo.length > 0; ) {
    const part = todo.shift() as string;
    if (end.kind === 'file') throw fault('bundle_link_broken', `${shown} goes on below a file`, MEND, origin);
    if (part === '..') {
      if (at.length === 0) throw fault('bundle_link_out', `${shown} leads out of the bundle`, MEND, origin);
      at.pop();
    } else {
      const next = [...at, part].join('/');
      const found = known.get(next);
      if (found === undefined) throw fault('bundle_link_broken', `${shown} leads to nothing`, MEND, origin);
      if (typeof found === 'object') {
        steps += 1;
        if (steps > STEPS) throw fault('bundle_link_loop', `${shown} goes round in a circle`, MEND, origin);
        enter(found.target);
        continue;
      }
      if (found === 'file') {
        end = { path: next, kind: 'file' };
        continue;
      }
      at.push(part);
    }
    end = { path: at.join('/'), kind: 'folder' };
  }
  return end;
}

/**
 * Judges all links of a bundle. A link leads to a file or folder of the bundle, by relative parts. A folder with a link to a
 * folder somewhere in it is not linked to: walking the bundle would never end, or take ages. Throws `bundle_link_out`,
 * `bundle_link_broken` and `bundle_link_loop`.
 */
export function judgeLinks(known: Known, origin: string): void {
  const toFolders = new Map<string, string>();
  for (const [path, what] of known) {
    if (typeof what !== 'object') continue;
    const end = follow(path, what.target, known, origin);
    if (end.kind === 'folder') toFolders.set(path, end.path);
  }
  const holders = new Set(['']);
  for (const path of toFolders.keys()) {
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) holders.add(path.slice(0, at));
  }
  for (const [path, folder] of toFolders) {
    if (!holders.has(folder)) continue;
    const message = `the link ${path} leads to the folder ${folder || '(the root)'}, which holds links to folders itself`;
    throw fault('bundle_link_loop', message, MEND, origin);
  }
}
