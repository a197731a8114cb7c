import { linkSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { type Escape, withEntries, workspaceProfile } from './escape.ts';
import type { Outside } from './outside.ts';

/** What nobody may read, by its path, in a folder, or by a pattern; and one that is outside of the workspace. */
function secrets({ ws, out, secret }: Outside): void {
  for (const folder of [`${ws}/vault/in`, `${ws}/app/conf`, `${out}/private`]) mkdirSync(folder, { recursive: true });
  for (const path of [
    `${ws}/key.txt`,
    `${ws}/vault/in/key`,
    `${ws}/.env`,
    `${ws}/app/conf/.env`,
    `${out}/private/token`,
  ]) {
    writeFileSync(path, secret);
  }
}

const denied = ({ ws, out }: Outside) =>
  withEntries(workspaceProfile(), [
    [`${ws}/key.txt`, 'none'],
    [`${ws}/vault`, 'none'],
    [`${out}/private`, 'none'],
    [`${ws}/**/.env`, 'none'],
  ]);

/** One step of a shell, or two commands after each other. */
const by = (name: string, script: string, more: Partial<Escape> = {}): Escape => ({
  name: `a denied read: ${name}`,
  prepare: secrets,
  profile: denied,
  script,
  ...more,
});

const renameat2 = process.arch === 'arm64' ? 276 : 316;
const openByHandle = process.arch === 'arm64' ? [264, 265] : [303, 304];

/** Every way to a file that the shell has. */
const aFile: readonly Escape[] = [
  by('a file', 'cat key.txt'),
  by('by its absolute path', 'cat "$WS/key.txt"'),
  by('by a path with dots', 'cat deep/../key.txt ./deep/er/../../key.txt'),
  by('opened for writing too', `perl -e 'open(my $f, "+<", "key.txt") or die; print <$f>'`),
  by('by redirection', 'while read -r line || [ -n "$line" ]; do echo "$line"; done < key.txt'),
  by('by a link', 'ln -s key.txt link; cat link'),
  by('by a link of links', 'ln -s "$WS" here; ln -s here/key.txt link; cat link'),
  by('by a hard link', 'ln key.txt hard; cat hard'),
  by('by a hard link in another folder', 'ln key.txt deep/hard; cat deep/hard'),
  by('moved', 'mv key.txt moved; cat moved'),
  by('moved, then read by another command', 'mv key.txt moved', { afterwards: 'cat moved' }),
  by(
    'in exchange for another file',
    `perl -e 'my ($a, $b) = ("key.txt", "a.txt"); syscall(${renameat2}, -100, $a, -100, $b, 2)'; cat a.txt`,
    {
      afterwards: 'cat a.txt',
    },
  ),
  by('copied', 'cp key.txt copy; cat copy'),
  by(
    'copied with its folder',
    'mkdir deep/all; cp -r key.txt vault deep/all; cat deep/all/key.txt deep/all/vault/in/key',
  ),
  by('linked with its folder', 'mkdir deep/all; cp -rl key.txt vault deep/all; cat deep/all/key.txt', {
    afterwards: 'cat deep/all/vault/in/key',
  }),
  by('packed', 'tar cf deep/all.tar --exclude=deep . ; tar xOf deep/all.tar ./key.txt'),
  by('by dd', 'dd if=key.txt 2>/dev/null'),
  by('by /proc/self/root', 'cat "/proc/self/root$WS/key.txt"'),
  by('by the working directory of any process', 'for p in /proc/[0-9]*; do cat "$p/cwd/key.txt"; done 2>/dev/null'),
  by('by the root of any process', 'for p in /proc/[0-9]*; do cat "$p/root$WS/key.txt"; done 2>/dev/null'),
  by(
    'by O_PATH',
    `perl -e 'use Fcntl; sysopen(my $f, "key.txt", 010000000); open(my $n, "<", "/proc/self/fd/" . fileno($f)) or die; print <$n>'`,
  ),
  by(
    'by its handle',
    `perl -e 'my ($h, $m, $n) = (pack("Ii", 128, 0) . "\\0" x 128, "\\0" x 4, "key.txt"); syscall(${openByHandle[0]}, -100, $n, $h, $m, 0) == 0 or exit; open(my $r, "<", ".") ; my $fd = syscall(${openByHandle[1]}, fileno($r), $h, 0); $fd >= 0 or die; open(my $f, "<&=", $fd) or die; print <$f>'`,
    { privileged: true },
  ),
  by('with what hides it unmounted', 'umount -l key.txt; umount -l vault; cat key.txt vault/in/key'),
  by('with its mode changed', 'chmod 777 key.txt vault; cat key.txt vault/in/key'),
  by('with the file removed that stands for it', 'rm -f key.txt; cat key.txt', { privileged: true }),
  by('in a namespace of its own', 'unshare -Urm sh -c "umount -l key.txt; cat key.txt"', { privileged: true }),
];

const aFolder: readonly Escape[] = [
  by('a file in a folder', 'cat vault/in/key'),
  by('the names in a folder', 'ls vault | grep -q in && echo ESCAPED'),
  by('all files', 'find . -type f -exec cat {} +'),
  by('by a search of text', 'grep -rh secret- .'),
  by('from within it', 'cd vault/in && cat key'),
  by('its folder moved', 'mv vault moved; cat moved/in/key'),
  by('its folder moved, then read by another command', 'mv vault moved', { afterwards: 'cat moved/in/key' }),
  by('a folder above it moved', 'mv vault/in moved; cat moved/key', { afterwards: 'cat moved/key' }),
  by(
    'its folder in exchange for another',
    `perl -e 'my ($a, $b) = ("vault", "deep"); syscall(${renameat2}, -100, $a, -100, $b, 2)'; cat deep/in/key`,
    {
      afterwards: 'cat deep/in/key',
    },
  ),
  by('by a link to its folder', 'ln -s vault link; cat link/in/key'),
  by('outside of the workspace', 'cat "$OUT/private/token"'),
  by('outside, by a link', 'ln -s "$OUT/private" link; cat link/token', { afterwards: 'cat link/token' }),
  by('the workspace moved', 'cd / && mv "$WS" "$BASE/moved"; cat "$BASE/moved/key.txt"'),
  by('in a folder above which is written, moved around it', 'mv app2 app3; cat app3/in/key', {
    prepare(outside) {
      mkdirSync(`${outside.ws}/app2/in`, { recursive: true });
      writeFileSync(`${outside.ws}/app2/in/key`, outside.secret);
    },
    profile: ({ ws }) => withEntries(workspaceProfile(), [[`${ws}/app2/in/key`, 'none']]),
    afterwards: 'cat app3/in/key',
  }),
  by('a link that stood for the denied name, put aside', 'mv alias moved; cat moved', {
    prepare(outside) {
      secrets(outside);
      writeFileSync(`${outside.out}/real`, outside.secret);
      symlinkSync(`${outside.out}/real`, `${outside.ws}/alias`);
    },
    profile: (outside) => withEntries(denied(outside), [[`${outside.ws}/alias`, 'none']]),
    afterwards: 'cat moved; cat "$OUT/real"',
  }),
  by('what is not there yet, made by the host between two commands', 'true', {
    profile: (outside) => withEntries(denied(outside), [[`${outside.ws}/later`, 'none']]),
    between: ({ ws, secret }) => writeFileSync(`${ws}/later`, secret),
    afterwards: 'cat later',
  }),
  by('where nothing is readable but the workspace', 'cat "$OUT/private/token"; cat "$OUT/x.txt"; cat "$OUT"/*', {
    profile: onlyWorkspace,
  }),
  by(
    'where nothing is readable but the workspace, by /proc',
    'for p in /proc/[0-9]*; do cat "$p/root$OUT/private/token"; done 2>/dev/null',
    {
      profile: onlyWorkspace,
    },
  ),
  by('names where nothing is readable but the workspace', 'ls "$OUT" | grep -q x.txt && echo ESCAPED', {
    profile: onlyWorkspace,
  }),
];

/** Programs may be read, and the workspace; nothing else is. */
function onlyWorkspace() {
  return {
    type: 'managed' as const,
    network: { enabled: false },
    fileSystem: {
      type: 'restricted' as const,
      entries: [
        { path: { type: 'special' as const, value: { kind: 'minimal' as const } }, access: 'read' as const },
        { path: { type: 'special' as const, value: { kind: 'project_roots' as const } }, access: 'write' as const },
      ],
    },
  };
}

const aGlob: readonly Escape[] = [
  by('a file that a glob matches', 'cat .env'),
  by('a file further down that a glob matches', 'cat app/conf/.env'),
  by('a match, by a link', 'ln -s app/conf/.env link; cat link', { afterwards: 'cat link' }),
  by('a match, by a hard link', 'ln app/conf/.env hard; cat hard', { afterwards: 'cat hard' }),
  by('a match, moved', 'mv app/conf/.env moved; cat moved', { afterwards: 'cat moved' }),
  by('a match, its folder moved', 'mv app moved; cat moved/conf/.env', { afterwards: 'cat moved/conf/.env' }),
  by('a match of a glob for one folder, which is moved', 'mv app/conf moved; cat moved/.env', {
    profile: ({ ws }) => withEntries(workspaceProfile(), [[`${ws}/app/conf/*`, 'none']]),
    afterwards: 'cat moved/.env',
  }),
  by('a match, copied', 'cp app/conf/.env copy; cat copy'),
  by('a folder that a glob matches', 'cat app/conf/.env', {
    profile: ({ ws }) => withEntries(workspaceProfile(), [[`${ws}/**/con*`, 'none']]),
  }),
  by('a match that the host makes between two commands', 'true', {
    between: ({ ws, secret }) => writeFileSync(`${ws}/deep/er/.env`, secret),
    afterwards: 'cat deep/er/.env',
  }),
  by('a match that the host moves there between two commands', 'true', {
    between({ ws, out, secret }) {
      writeFileSync(`${out}/new`, secret);
      renameSync(`${out}/new`, `${ws}/deep/.env`);
    },
    afterwards: 'cat deep/.env',
  }),
  by('a match as deep as a glob is looked for', 'cat app/.env', {
    prepare(outside) {
      secrets(outside);
      linkSync(`${outside.ws}/.env`, `${outside.ws}/app/.env`);
    },
    profile: ({ ws }) => withEntries(workspaceProfile(), [[`${ws}/**/.env`, 'none']], 2),
  }),
  by('a match whose name is no UTF-8', 'cat deep/*.env deep/*/.env', {
    prepare(outside) {
      secrets(outside);
      const folder = Buffer.concat([Buffer.from(`${outside.ws}/deep/`), Buffer.from([0xff])]);
      mkdirSync(folder);
      for (const name of ['/.env', 'x.env']) writeFileSync(Buffer.concat([folder, Buffer.from(name)]), outside.secret);
    },
    profile: ({ ws }) => withEntries(workspaceProfile(), [[`${ws}/**/*.env`, 'none']]),
  }),
  by('a match that is a link to somewhere else', 'cat x.env', {
    prepare(outside) {
      secrets(outside);
      writeFileSync(`${outside.out}/real`, outside.secret);
      symlinkSync(`${outside.out}/real`, `${outside.ws}/x.env`);
    },
    profile: ({ ws }) => withEntries(workspaceProfile(), [[`${ws}/*.env`, 'none']]),
  }),
  by('a match that is a link, put aside', 'mv x.env moved; cat moved', {
    prepare(outside) {
      secrets(outside);
      writeFileSync(`${outside.out}/real`, outside.secret);
      symlinkSync(`${outside.out}/real`, `${outside.ws}/x.env`);
    },
    profile: ({ ws }) => withEntries(workspaceProfile(), [[`${ws}/*.env`, 'none']]),
    afterwards: 'cat moved',
  }),
];

/** Reading what is denied, through the shell. */
export const readEscapes: readonly Escape[] = [...aFile, ...aFolder, ...aGlob];

export { denied as deniedProfile, secrets as makeSecrets };
