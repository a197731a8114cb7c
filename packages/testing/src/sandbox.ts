import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import type { Scope } from '@tenon/plugin-api';
import type { Sandbox } from '@tenon/plugin-api/sandbox';
import type { PermissionProfile } from '@tenon/protocol';
import { builtInProfile } from '@tenon/sandboxing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { files } from './machine.ts';
import { type Escape, outputOf, runIn, startIn, tryEscape, workspaceProfile } from './sandbox/escape.ts';
import { attributeEscapes } from './sandbox/escapes-attributes.ts';
import { fileEscapes } from './sandbox/escapes-files.ts';
import { metadataEscapes } from './sandbox/escapes-metadata.ts';
import { networkEscapes } from './sandbox/escapes-network.ts';
import { readEscapes } from './sandbox/escapes-reads.ts';
import { systemEscapes } from './sandbox/escapes-system.ts';
import { toolEscapes } from './sandbox/escapes-tools.ts';
import { createOutside, type Outside, processesWith } from './sandbox/outside.ts';
import { createScope } from './scope.ts';

export { type Escape, tryEscape } from './sandbox/escape.ts';
export type { Outside } from './sandbox/outside.ts';

/** Every way out that a sandbox must close. */
export const escapes: readonly Escape[] = [
  ...fileEscapes,
  ...attributeEscapes,
  ...metadataEscapes,
  ...readEscapes,
  ...toolEscapes,
  ...networkEscapes,
  ...systemEscapes,
];

/** What a sandbox says in `limits` that it cannot let commands do. */
export interface SandboxTestLimits {
  /** In a folder that holds something protected, what is there can be changed, but nothing be made or removed. */
  readonly fixedFolders?: boolean;
}

/** What every sandbox keeps that confines commands. Needs Linux with perl, procps and util-linux. */
export function testSandbox(
  name: string,
  make: (scope: Scope) => Sandbox,
  { fixedFolders = false }: SandboxTestLimits = {},
): void {
  describe(`sandbox contract: ${name}`, () => {
    let scope: Scope;
    let sandbox: Sandbox;
    let outside: Outside;

    beforeEach(async () => {
      scope = createScope('host');
      sandbox = make(scope);
      outside = await createOutside();
    });
    afterEach(async () => {
      await outside[Symbol.asyncDispose]();
      await scope[Symbol.asyncDispose]();
    });

    test.each<PermissionProfile>([{ type: 'disabled' }, { type: 'external', network: { enabled: false } }])(
      '$type is not confined',
      async (profile) => {
        expect(sandbox.unavailable(profile)).toBeUndefined();
        const command = { argv: ['/bin/true'], cwd: outside.ws };
        expect(await sandbox.wrap(command, { profile, cwd: outside.ws, tmpdir: '/tmp' })).toEqual(command);
        expect(sandbox.files(files, { profile, cwd: outside.ws, tmpdir: '/tmp' })).toBe(files);
      },
    );

    test.each([':read-only', ':workspace'])('%s is at hand', (id) => {
      expect(sandbox.unavailable(builtInProfile(id) as PermissionProfile)).toBeUndefined();
    });

    describe('lets through', () => {
      test('the exit code, both outputs, variables and the working directory', async () => {
        const script = 'echo "$MARK"; pwd; echo wrong >&2; exit 7';
        const { code, output } = await runIn(sandbox, outside, script);
        expect(code).toBe(7);
        expect(output.split('\n').sort()).toEqual(['', outside.mark, outside.ws, 'wrong'].sort());
      });

      test('variables that the loader, the C library and perl heed', async () => {
        const variables = { LD_LIBRARY_PATH: outside.ws, PERL5LIB: outside.ws, GLIBC_TUNABLES: 'glibc.malloc.check=0' };
        const script = 'env | grep -E "^(LD_|PERL5LIB|GLIBC_T|.*HELD)" | sort';
        const { output } = await runIn(
          sandbox,
          { ...outside, variables: { ...outside.variables, ...variables } },
          script,
        );
        expect(output.trim().split('\n')).toEqual(
          Object.entries(variables)
            .map((each) => each.join('='))
            .sort(),
        );
      });

      // The top of a writable root holds metadata, or must never hold any.
      const below = fixedFolders ? 'deep/' : '';

      test('reading anywhere, and writing in the workspace', async () => {
        const script = `cd ./${below}; cat "$OUT/x.txt" > copy; mkdir -p n/.git; echo y > n/.git/f; rm er/b.txt; echo z > "$WS/a.txt"`;
        await mkdir(`${outside.ws}/er`);
        await writeFile(`${outside.ws}/er/b.txt`, 'b');
        const { output } = await runIn(sandbox, outside, script);
        expect(output).toBe('');
        expect(await readFile(`${outside.ws}/${below}copy`, 'utf8')).toBe('x');
        expect(await readFile(`${outside.ws}/a.txt`, 'utf8')).toBe('z\n');
        expect(await readdir(`${outside.ws}/${below}n/.git`)).toEqual(['f']);
        expect(await readdir(`${outside.ws}/${below}er`)).toEqual([]);
      });

      test('writing in other roots', async () => {
        await mkdir(`${outside.out}/deep`);
        const profile = workspaceProfile([outside.out, `${outside.base}/none`]);
        await runIn(sandbox, outside, `echo y > "$OUT/${below}new"`, profile);
        expect(await readFile(`${outside.out}/${below}new`, 'utf8')).toBe('y\n');
      });

      test('changing mode and times of what may be written', async () => {
        const script =
          'cd deep; chmod 751 er/b.txt; touch -d @1000000000 er/b.txt; touch er; cp -a er copy; ls -l copy';
        const { output } = await runIn(sandbox, outside, `${script} >/dev/null`);
        expect(output).toBe('');
        for (const name of ['er', 'copy']) {
          const found = await stat(`${outside.ws}/deep/${name}/b.txt`);
          expect([found.mode & 0o777, found.mtimeMs]).toEqual([0o751, 1e12]);
        }
      });

      test('a temporary file, which is gone with the command or stays in a temporary folder', async () => {
        const script = 'f=$(mktemp) && echo x > "$f" && cat "$f" && rm "$f"';
        const profile = builtInProfile(':workspace') as PermissionProfile;
        expect((await runIn(sandbox, outside, script, profile)).output).toBe('x\n');
      });

      test('the network, where it is allowed', async () => {
        const script = `perl -MSocket -e 'socket(my $s, AF_INET, SOCK_STREAM, 0) or die $!; connect($s, sockaddr_in($ENV{TCP}, inet_aton("127.0.0.1"))) or die $!; <$s>'`;
        const { code } = await runIn(sandbox, outside, script, workspaceProfile([], true));
        expect(code).toBe(0);
        expect(outside.heard()).toEqual(['stream']);
      });

      test('devices that every program needs', async () => {
        const { output } = await runIn(
          sandbox,
          outside,
          'echo x > /dev/null; head -c 2 /dev/zero | wc -c; [ -c /dev/urandom ] && echo yes',
        );
        expect(output.replaceAll(' ', '')).toBe('2\nyes\n');
      });
    });

    describe('leaves nothing behind', () => {
      const list = async () => [await readdir(outside.base), await readdir(outside.ws), await readdir(outside.out)];

      test('after a command', async () => {
        const before = await list();
        await runIn(sandbox, outside, 'true');
        await until(async () => expect(await list()).toEqual(before));
      });

      test('after many at once, each of them protected to its end', async () => {
        const before = await list();
        const script = (n: number) => `sleep 0.0${n}; mkdir -p .codex 2>/dev/null; echo x > .codex/config.toml`;
        await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map((n) => runIn(sandbox, outside, script(n))));
        await until(async () => expect(await list()).toEqual(before));
      });

      test.each(['the command that was started', 'its tree'])('after kill -9 of %s', async (what) => {
        const before = await list();
        const script = `setsid perl -e 'sleep 600' "$MARK-left" & echo ready; perl -e 'sleep 600' "$MARK-left"`;
        const started = await startIn(sandbox, outside, script);
        await until(async () => expect(outputOf(started)).toContain('ready'));
        if (what === 'its tree') await started.kill();
        else process.kill(started.pid, 'SIGKILL');
        await started.exit;
        await until(async () => expect(await processesWith(`${outside.mark}-left`)).toEqual([]));
        await until(async () => expect(await list()).toEqual(before));
      });

      test('and keeps a folder that somebody else made of it meanwhile', async () => {
        const started = await startIn(sandbox, outside, 'echo ready; sleep 600');
        await until(async () => expect(outputOf(started)).toContain('ready'));
        await files.makeDirectory(`${outside.ws}/.codex`);
        await writeFile(`${outside.ws}/.codex/config.toml`, 'mine');
        await started.kill();
        await until(async () =>
          expect((await readdir(outside.ws)).sort()).toEqual(['.codex', '.git', 'a.txt', 'deep']),
        );
        expect(await readFile(`${outside.ws}/.codex/config.toml`, 'utf8')).toBe('mine');
      });
    });

    test('files are confined as commands are', async () => {
      const confined = sandbox.files(files, { profile: workspaceProfile(), cwd: outside.ws, tmpdir: '/tmp' });
      await confined.writeFile(`${outside.ws}/new`, 'y');
      for (const path of [`${outside.out}/new`, `${outside.ws}/.git/config`, `${outside.ws}/.codex/config.toml`]) {
        await expect(confined.writeFile(path, 'y')).rejects.toMatchObject({ code: 'sandbox_denied', file: path });
      }
    });

    test.each(escapes.map((attempt) => [attempt.name, attempt] as const))('no way out: %s', async (_, attempt) => {
      expect(await tryEscape(sandbox, attempt)).toBe(false);
    });
  });
}

/** Waits for what comes by itself, and only on a slow machine takes long. */
async function until(check: () => Promise<void>): Promise<void> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}
