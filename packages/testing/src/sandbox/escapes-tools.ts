import { existsSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { files as machineFiles } from '../machine.ts';
import { type Escape, workspaceProfile } from './escape.ts';
import { deniedProfile, makeSecrets } from './escapes-reads.ts';
import type { Outside } from './outside.ts';

type Try = NonNullable<Escape['files']>;

/** Through the files that a tool is given, such as `apply_patch`, `view_image`, searches and the `fs/*` calls of clients. */
const by = (name: string, files: Try, more: Partial<Escape> = {}): Escape => ({
  name: `by a tool's files: ${name}`,
  prepare: makeSecrets,
  profile: deniedProfile,
  files,
  ...more,
});

const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const told = async (what: Promise<unknown>) => ((await what) === undefined ? 'nothing' : 'ESCAPED');

const reads: readonly Escape[] = [
  by('a denied file', (files, { ws }) => files.readFile(`${ws}/key.txt`)),
  by('a denied file by a path with dots', (files, { ws }) => files.readFile(`${ws}/deep/../key.txt`)),
  by('a file in a denied folder', (files, { ws }) => files.readFile(`${ws}/vault/in/key`)),
  by('a file that a glob matches', (files, { ws }) => files.readFile(`${ws}/app/conf/.env`)),
  by('a denied file outside', (files, { out }) => files.readFile(`${out}/private/token`)),
  by('a denied file by a link', (files, { ws }) => files.readFile(`${ws}/link`), {
    script: 'ln -s key.txt link',
  }),
  by('a denied file by a link to its folder', (files, { ws }) => files.readFile(`${ws}/link/in/key`), {
    script: 'ln -s vault link',
  }),
  by('a denied file by /proc/self/root', (files, { ws }) => files.readFile(`/proc/self/root${ws}/key.txt`)),
  by('a denied file by /proc/self/cwd', (files, { ws }) =>
    files.readFile(`/proc/self/cwd${'/..'.repeat(30)}${ws}/key.txt`),
  ),
  by('variables of the host', async (files) => decode(await files.readFile('/proc/self/environ')), {
    profile: () => workspaceProfile(),
    escaped: (_, output) => output.includes('PATH='),
  }),
  by('variables of the host, by a link', async (files, { ws }) => decode(await files.readFile(`${ws}/link`)), {
    profile: () => workspaceProfile(),
    script: 'ln -s /proc/self/environ link',
    escaped: (_, output) => output.includes('PATH='),
  }),
  by('a glob that matches a link', (files, { ws }) => files.readFile(`${ws}/deep/.env`), {
    prepare(outside) {
      makeSecrets(outside);
      writeFileSync(`${outside.out}/real`, outside.secret);
      symlinkSync(`${outside.out}/real`, `${outside.ws}/deep/.env`);
    },
  }),
  by('the size of a denied file', (files, { ws }) => told(files.stat(`${ws}/key.txt`))),
  by('a file in a denied folder, asked for as a link', (files, { ws }) => told(files.linkStat(`${ws}/vault/in/key`))),
  by('the names in a denied folder', (files, { ws }) => told(files.readDirectory(`${ws}/vault`))),
  by('the names and kinds in a denied folder', (files, { ws }) => told(files.readEntries(`${ws}/vault`))),
  by('where a denied path leads', (files, { ws }) => told(files.realPath(`${ws}/vault/in`))),
  by('changes of a denied file', async (files, { ws }) => {
    const stop = await files.watch(`${ws}/key.txt`, { changed() {}, failed() {} });
    stop();
    return 'ESCAPED';
  }),
  by('a denied file copied', async (files, { ws }) => {
    await files.copy(`${ws}/key.txt`, `${ws}/copy`);
    return decode(await files.readFile(`${ws}/copy`));
  }),
  by('a denied file copied with its folder', async (files, { ws }) => {
    await files.copy(`${ws}/app`, `${ws}/deep/app`, { recursive: true });
    return readFileSync(`${ws}/deep/app/conf/.env`, 'utf8');
  }),
  by('a denied file moved', async (files, { ws }) => {
    await files.rename(`${ws}/key.txt`, `${ws}/moved`);
    return decode(await files.readFile(`${ws}/moved`));
  }),
  by('a denied folder moved', async (files, { ws }) => {
    await files.rename(`${ws}/vault`, `${ws}/moved`);
    return decode(await files.readFile(`${ws}/moved/in/key`));
  }),
  by(
    'a folder moved that holds what a glob matches',
    async (files, { ws }) => {
      await files.rename(`${ws}/app/conf`, `${ws}/moved`);
      return 'ESCAPED';
    },
    { profile: (outside) => deniedProfile(outside), escaped: ({ ws }) => !existsSync(`${ws}/app/conf/.env`) },
  ),
  by('a denied folder removed', async (files, { ws }) => files.removeDirectory(`${ws}/vault`, { recursive: true }), {
    escaped: ({ ws }) => !existsSync(`${ws}/vault/in/key`),
  }),
];

const changed = ({ out }: Outside) => !existsSync(`${out}/x.txt`) || readFileSync(`${out}/x.txt`, 'utf8') !== 'x';
const made = ({ out }: Outside) => existsSync(`${out}/new`);
const hooked = ({ ws }: Outside) => existsSync(`${ws}/.git/hooks/pre-commit`);

const writes: readonly Escape[] = [
  by('a new file outside', (files, { out }) => files.writeFile(`${out}/new`, 'y'), { escaped: made }),
  by('a new file outside by dots', (files, { ws }) => files.writeFile(`${ws}/deep/../../out/new`, 'y'), {
    escaped: made,
  }),
  by('a new folder outside', (files, { out }) => files.makeDirectory(`${out}/new`), { escaped: made }),
  by('a file outside by a link', (files, { ws }) => files.writeFile(`${ws}/link`, 'y'), {
    script: 'ln -s "$OUT/x.txt" link',
    escaped: changed,
  }),
  by('a new file outside by a link', (files, { ws }) => files.writeFile(`${ws}/link`, 'y'), {
    script: 'ln -s "$OUT/new" link',
    escaped: made,
  }),
  by('a new file outside by a link to its folder', (files, { ws }) => files.writeFile(`${ws}/link/new`, 'y'), {
    script: 'ln -s "$OUT" link',
    escaped: made,
  }),
  by('a file outside removed', (files, { out }) => files.remove(`${out}/x.txt`), { escaped: changed }),
  by('a file moved in', (files, { ws, out }) => files.rename(`${out}/x.txt`, `${ws}/x.txt`), { escaped: changed }),
  by('a file moved out', (files, { ws, out }) => files.rename(`${ws}/a.txt`, `${out}/new`), { escaped: made }),
  by('a file copied out', (files, { ws, out }) => files.copy(`${ws}/a.txt`, `${out}/new`), { escaped: made }),
  by('a hook of git', (files, { ws }) => files.writeFile(`${ws}/.git/hooks/pre-commit`, 'y'), { escaped: hooked }),
  by('a hook of git by a link', (files, { ws }) => files.writeFile(`${ws}/g/hooks/pre-commit`, 'y'), {
    script: 'ln -s .git g',
    escaped: hooked,
  }),
  by('a hook of git copied', (files, { ws }) => files.copy(`${ws}/a.txt`, `${ws}/.git/hooks/pre-commit`), {
    escaped: hooked,
  }),
  by('.git moved away', (files, { ws }) => files.rename(`${ws}/.git`, `${ws}/moved`), {
    escaped: ({ ws }) => !existsSync(`${ws}/.git/config`),
  }),
  by('.git removed', (files, { ws }) => files.removeDirectory(`${ws}/.git`, { recursive: true }), {
    escaped: ({ ws }) => !existsSync(`${ws}/.git/config`),
  }),
  by('a hook of a nested repository', (files, { ws }) => files.writeFile(`${ws}/n/repo/.git/hooks/x`, 'y'), {
    prepare: ({ ws }) => void mkdirSync(`${ws}/n/repo/.git/hooks`, { recursive: true }),
    escaped: ({ ws }) => existsSync(`${ws}/n/repo/.git/hooks/x`),
  }),
];

/** `name` is put aside, and a link put in its place. */
function swap({ ws }: Outside, name: string, target: string): void {
  if (existsSync(`${ws}/aside`)) return;
  renameSync(`${ws}/${name}`, `${ws}/aside`);
  symlinkSync(target, `${ws}/${name}`);
}

/**
 * Something is swapped for a link between the check and the use: just after somebody was told where its path leads. Where nobody
 * asks, it is swapped once all is done, and done again.
 */
const race = (name: string, swapped: string, to: (outside: Outside) => string, use: Try, escaped?: Escape['escaped']) =>
  by(
    name,
    async (files, outside) => {
      const first = await use(files, outside);
      if (existsSync(`${outside.ws}/aside`)) return first;
      swap(outside, swapped, to(outside));
      return use(files, outside);
    },
    {
      prepare(outside) {
        makeSecrets(outside);
        mkdirSync(`${outside.ws}/race`);
        for (const each of ['token', 'x.txt']) writeFileSync(`${outside.ws}/race/${each}`, 'mine');
      },
      disk: (outside) => ({
        ...machineFiles,
        realPath: async (asked) => {
          const real = await machineFiles.realPath(asked);
          const path = `${outside.ws}/${swapped}`;
          if (asked === path || asked.startsWith(`${path}/`)) swap(outside, swapped, to(outside));
          return real;
        },
      }),
      ...(escaped && { escaped }),
    },
  );

const toOut = ({ out }: Outside) => out;
const toPrivate = ({ out }: Outside) => `${out}/private`;

const races: readonly Escape[] = [
  race(
    'a file swapped for a link, read',
    'a.txt',
    ({ ws }) => `${ws}/key.txt`,
    (files, { ws }) => files.readFile(`${ws}/a.txt`),
  ),
  race('a folder swapped for a link, read from', 'race', toPrivate, (files, { ws }) =>
    files.readFile(`${ws}/race/token`),
  ),
  race('a folder swapped for a link, copied from', 'race', toPrivate, async (files, { ws }) => {
    await files.copy(`${ws}/race/token`, `${ws}/deep/copy`);
    return readFileSync(`${ws}/deep/copy`, 'utf8');
  }),
  race(
    'a folder swapped for a link, listed',
    'race',
    ({ ws }) => `${ws}/vault`,
    (files, { ws }) => files.readDirectory(`${ws}/race`),
    (_, output) => output.includes('"in"'),
  ),
  race(
    'a file swapped for a link, written',
    'a.txt',
    ({ out }) => `${out}/x.txt`,
    (files, { ws }) => files.writeFile(`${ws}/a.txt`, 'y'),
    changed,
  ),
  race(
    'a folder swapped for a link, written in',
    'race',
    toOut,
    (files, { ws }) => files.writeFile(`${ws}/race/x.txt`, 'y'),
    changed,
  ),
  race(
    'a folder swapped for a link, removed from',
    'race',
    toOut,
    (files, { ws }) => files.remove(`${ws}/race/x.txt`),
    changed,
  ),
  race(
    'a folder swapped for a link, moved from',
    'race',
    toOut,
    (files, { ws }) => files.rename(`${ws}/race/x.txt`, `${ws}/deep/x`),
    changed,
  ),
  race(
    'a folder swapped for a link, made in',
    'race',
    toOut,
    (files, { ws }) => files.makeDirectory(`${ws}/race/new`),
    made,
  ),
];

export const toolEscapes: readonly Escape[] = [...reads, ...writes, ...races];
