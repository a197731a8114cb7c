import { tenonError } from '@tenon/plugin-api';
import type { Access, Enforcement } from '@tenon/sandboxing';
import type { Listings } from '../disk/listings.ts';
import type { Found } from '../disk/look.ts';
import { inside, isWithin, parentOf } from '../paths.ts';
import { DEVICE, HANDLED, LIST, OF_FILES, READ, WRITE } from './rights.ts';

/** What is given of a file, or of a folder and all below it. */
export interface Rule {
  readonly path: string;
  readonly rights: number;
}

/** Rules are arguments of the helper, of which the kernel takes two megabytes, and each costs some microseconds. */
const MOST_RULES = 5000;

/** What of `/dev` every program needs. The terminal of the command is `tty`; the others are not given. */
const DEVICES = ['null', 'zero', 'full', 'random', 'urandom', 'tty'];

/** Of `/proc` these are processes, or tell of memory, or of what other programs share. */
const NOT_OF_PROC = /^([0-9]+|kcore|kmsg|kpage.*|kallsyms|keys|key-users|sysvipc|sysrq-trigger)$/;

type Holds = (access: Access) => boolean;

/**
 * Which rights make a profile. Landlock only gives: what is given of a folder is given of all below it. So of a folder that holds, or
 * must never hold, something that is not given, each entry is given by itself, and not the folder. Throws `sandbox_unavailable` when
 * that takes too many.
 */
export function planRules(enforcement: Enforcement, found: Found, listings: Listings, plugin: string): readonly Rule[] {
  const { lstatSync } = process.getBuiltinModule('node:fs');
  const access = accessOfKernel(enforcement.steps.map(({ path, access }) => [path, access]));
  for (const path of [...found.metadata, ...found.loose]) access.set(path, 'read');
  for (const path of found.denied) access.set(path, 'none');
  const keys = [...access.keys()];
  const accessAt = (path: string): Access => {
    for (let at = path; ; at = parentOf(at)) {
      const said = access.get(at);
      if (said !== undefined || at === '/') return said ?? 'none';
    }
  };

  const rules = new Map<string, number>();
  const give = (path: string, rights: number) => {
    rules.set(path, (rules.get(path) ?? 0) | rights);
    if (rules.size > MOST_RULES) throw tooMany(path, plugin);
  };
  const kindOf = (path: string) => {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    return stat === undefined ? 'missing' : stat.isDirectory() ? 'folder' : stat.isSymbolicLink() ? 'link' : 'file';
  };
  const walk = (path: string, kind: string, rights: number, holds: Holds, differing: readonly string[]): void => {
    const given = holds(accessAt(path));
    const below = differing.filter((key) => key !== path && isWithin(key, path));
    if (given && !below.some((key) => !holds(accessAt(key)))) {
      const limited = kind === 'folder' ? rights : rights & OF_FILES;
      if (limited !== 0) give(path, limited);
    } else if (given) {
      for (const entry of listings.entriesOf(path)) {
        // What a link leads to is given where it is.
        if (entry.kind !== 'link') walk(entry.path, entry.kind, rights, holds, below);
      }
    } else {
      const next = new Set(
        below.map((key) => inside(path, key.slice(path === '/' ? 1 : path.length + 1).split('/')[0] ?? '')),
      );
      for (const child of next) {
        const found = kindOf(child);
        if (found === 'folder' || found === 'file') walk(child, found, rights, holds, below);
      }
    }
  };

  const there = keys.map((path) => [path, kindOf(path)] as const);
  const readable: Holds = (each) => each !== 'none';
  // What is not there cannot be read, and no name of a file tells anything.
  const existing = there.filter(([, kind]) => kind !== 'missing').map(([path]) => path);
  walk('/', 'folder', READ, readable, existing);
  const folders = there
    .filter(([path, kind]) => kind === 'folder' || access.get(path) !== 'none')
    .map(([path]) => path);
  walk('/', 'folder', LIST, readable, folders);
  walk('/', 'folder', WRITE, (each) => each === 'write', keys);

  for (const name of DEVICES) give(`/dev/${name}`, DEVICE);
  for (const { path, name, kind } of listings.entriesOf('/proc')) {
    if (kind !== 'link' && !NOT_OF_PROC.test(name)) give(path, kind === 'folder' ? READ | LIST : READ);
  }
  return [...rules].map(([path, rights]) => ({ path, rights: rights & HANDLED }));
}

/** Processes are not to be seen, devices not to be touched, and the kernel not to be set, whatever a profile says of the whole disk. */
function accessOfKernel(steps: readonly (readonly [string, Access])[]): Map<string, Access> {
  const access = new Map<string, Access>(
    steps.filter(
      ([path, wanted]) =>
        !isWithin(path, '/proc') && path !== '/dev' && !(isWithin(path, '/sys') && wanted === 'write'),
    ),
  );
  access.set('/proc', 'none');
  access.set('/dev', 'none');
  if (access.get('/') === 'write' && !access.has('/sys')) access.set('/sys', 'read');
  return access;
}

function tooMany(path: string, plugin: string): Error {
  return tenonError({
    code: 'sandbox_unavailable',
    message: `Landlock would need more than ${MOST_RULES} rules: a folder in ${parentOf(path)} holds something that is not given, so all beside it must be given one by one`,
    mend: 'Install bubblewrap, or deny less within large folders.',
    plugin,
    file: parentOf(path),
  });
}
