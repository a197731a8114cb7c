import { isTenonError, type Scope } from '@tenon/plugin-api';
import type { Environment, Environments, Process, SpawnRequest } from '@tenon/plugin-api/environment';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { testFolders } from './environment/folders.ts';
import { testWatch } from './environment/watch.ts';
import { createScope } from './scope.ts';

export interface EnvironmentSuite {
  /** Makes the service, as the plugin's `make` does. Whatever it starts must be gone once the scope is disposed. */
  readonly make: (scope: Scope) => Environments | Promise<Environments>;
  /** False when the environment has no terminals. Default true. */
  readonly terminal?: boolean;
}

/** What every environment keeps. Needs a POSIX shell with `setsid` and `stty` in the environment. */
export function testEnvironment(name: string, suite: EnvironmentSuite): void {
  describe(`environment contract: ${name}`, () => {
    let scope: Scope;
    let environment: Environment;
    let folder: string;

    const start = (script: string, request: Partial<SpawnRequest> = {}) =>
      environment.processes.spawn({ argv: ['/bin/sh', '-c', script], cwd: folder, ...request });
    const run = async (script: string, request: Partial<SpawnRequest> = {}) => {
      const started = await start(script, request);
      const output = collect(started);
      const exit = await started.exit;
      return { exit, text: output() };
    };
    // A zombie is dead, though it can be signalled until its parent has asked for its exit code.
    const isAlive = async (pid: string) =>
      (await run(`kill -0 ${pid} 2>/dev/null && ! grep -qs ') Z ' /proc/${pid}/stat`)).exit.code === 0;

    beforeEach(async () => {
      scope = createScope('host');
      environment = (await suite.make(scope)).get();
      folder = await environment.files.realPath(environment.platform.tmpdir);
      folder = `${folder}/tenon-environment-${crypto.randomUUID()}`;
      await environment.files.makeDirectory(folder);
    });
    afterEach(async () => {
      await run(`rm -rf '${folder}'`, { cwd: environment.platform.tmpdir });
      await scope[Symbol.asyncDispose]();
    });

    test('is found by its name, and an unknown name is an error', async () => {
      const other = createScope('other');
      const environments = await suite.make(other);
      for (const known of environments.names()) expect(environments.get(known).name).toBe(known);
      expect(() => environments.get('no-such-environment')).toThrow(
        expect.objectContaining({ code: 'environment_unknown' }),
      );
      await other[Symbol.asyncDispose]();
    });

    describe('files', () => {
      test('writes, reads, lists, renames and removes', async () => {
        const { files } = environment;
        await files.makeDirectory(`${folder}/a/b`);
        await files.makeDirectory(`${folder}/a/b`);
        await files.writeFile(`${folder}/a/b/one.txt`, 'grüße');
        expect(new TextDecoder().decode(await files.readFile(`${folder}/a/b/one.txt`))).toBe('grüße');
        expect(await files.readDirectory(`${folder}/a/b`)).toEqual(['one.txt']);
        await files.rename(`${folder}/a/b/one.txt`, `${folder}/two.txt`);
        expect(await files.stat(`${folder}/a/b/one.txt`)).toBeUndefined();
        expect(await files.stat(`${folder}/two.txt`)).toMatchObject({ kind: 'file', size: 7 });
        expect(await files.stat(`${folder}/a`)).toMatchObject({ kind: 'directory' });
        await files.remove(`${folder}/two.txt`);
        expect(await files.stat(`${folder}/two.txt`)).toBeUndefined();
        expect(await files.stat(`${folder}/nothing/here`)).toBeUndefined();
      });

      test('an existing file keeps its mode and nothing is left beside it', async () => {
        const { files } = environment;
        await files.writeFile(`${folder}/script.sh`, 'old');
        await run(`chmod 751 script.sh`);
        await files.writeFile(`${folder}/script.sh`, new Uint8Array([0, 255]));
        expect([...(await files.readFile(`${folder}/script.sh`))]).toEqual([0, 255]);
        expect((await files.stat(`${folder}/script.sh`))?.mode).toBe(0o751);
        expect(await files.readDirectory(folder)).toEqual(['script.sh']);
      });

      test('writes through a link to the file it points to', async () => {
        const { files } = environment;
        await run(`mkdir real && printf old >real/file && ln -s real/file link && ln -s real/new dangling`);
        await files.writeFile(`${folder}/link`, 'new');
        await files.writeFile(`${folder}/dangling`, 'made');
        expect((await run('cat real/file real/new; test -L link && test -L dangling')).text).toBe('newmade');
        expect(await files.realPath(`${folder}/link`)).toBe(`${folder}/real/file`);
      });

      test('what is not there is an error with a code', async () => {
        const { files } = environment;
        await expect(files.readFile(`${folder}/none`)).rejects.toMatchObject({ code: 'ENOENT' });
        await expect(files.writeFile(`${folder}/none/file`, '')).rejects.toMatchObject({ code: 'ENOENT' });
        await expect(files.realPath(`${folder}/none`)).rejects.toMatchObject({ code: 'ENOENT' });
      });
    });

    testFolders(() => ({ environment, folder, run }));
    testWatch(() => ({ environment, folder, run }));

    describe('processes', () => {
      test('gives the exit code, both streams and the working directory', async () => {
        const { exit, text } = await run('pwd; echo wrong >&2; exit 3');
        expect(exit).toEqual({ code: 3, signal: null });
        expect(text.split('\n').sort()).toEqual(['', folder, 'wrong'].sort());
        expect((await run('kill -9 $$')).exit).toEqual({ code: null, signal: 'SIGKILL' });
      });

      test('adds and removes variables', async () => {
        const env = { TENON_TEST: 'a b', PATH: undefined };
        expect((await run('echo "$TENON_TEST"; env | while read -r x; do echo "$x"; done', { env })).text).toMatch(
          /^a b\n/,
        );
        const { text } = await environment.processes
          .spawn({ argv: ['/usr/bin/env'], cwd: folder, env: { HOME: undefined, TENON_TEST: 'x' } })
          .then(async (started) => {
            const output = collect(started);
            await started.exit;
            return { text: output() };
          });
        expect(text).toContain('TENON_TEST=x\n');
        expect(text).not.toMatch(/^HOME=/m);
      });

      test('gives earlier output to a listener that comes late', async () => {
        const started = await start('echo early');
        await started.exit;
        expect(collect(started)()).toBe('early\n');
      });

      test('reads much output to its end', async () => {
        const started = await start('yes | head -c 5000000');
        let bytes = 0;
        started.onOutput((chunk) => {
          bytes += chunk.length;
        });
        expect((await started.exit).code).toBe(0);
        expect(bytes).toBe(5_000_000);
      });

      test('takes input, until it is closed', async () => {
        const started = await start('cat; echo done');
        const output = collect(started);
        await started.write('one\n');
        started.closeStdin();
        expect((await started.exit).code).toBe(0);
        expect(output()).toBe('one\ndone\n');
        await expect(started.write('two')).rejects.toMatchObject({ code: 'stdin_closed' });
      });

      test('without input there is nothing to wait for', async () => {
        const { exit, text } = await run('cat; test ! -p /dev/stdin && test ! -S /dev/stdin && echo empty', {
          stdin: 'none',
        });
        expect({ exit, text }).toEqual({ exit: { code: 0, signal: null }, text: 'empty\n' });
      });

      test('a program or a folder that is not there is `spawn_failed`', async () => {
        const cannot = async (request: SpawnRequest) => {
          const error: unknown = await environment.processes.spawn(request).catch((reason: unknown) => reason);
          expect(isTenonError(error) && error.code).toBe('spawn_failed');
          expect((error as Error).cause).toBeDefined();
          return (error as Error).message;
        };
        expect(await cannot({ argv: ['no-such-program'], cwd: folder })).toContain('no-such-program');
        expect(await cannot({ argv: ['/bin/sh'], cwd: `${folder}/none` })).toContain(`${folder}/none`);
      });

      test('does not wait for a background child that keeps the output open', async () => {
        const started = await start('sleep 60 & echo $!');
        const output = collect(started);
        const before = Date.now();
        await started.exit;
        expect(Date.now() - before).toBeLessThan(5_000);
        expect(await isAlive(output().trim())).toBe(true);
        await started.kill();
        expect(await isAlive(output().trim())).toBe(false);
      });

      test('kill takes the whole tree, also what left the process group', async () => {
        const started = await start(
          `sleep 60 & echo $!
           setsid sh -c 'sleep 60 & echo $!; wait' &
           (setsid sh -c 'trap "" TERM HUP; sleep 60 & echo $!; exec sleep 60' &) &
           wait`,
        );
        const output = collect(started);
        await lines(output, 3);
        const before = Date.now();
        await started.kill();
        expect(Date.now() - before).toBeLessThan(2_000);
        expect((await started.exit).signal).toBe('SIGKILL');
        for (const pid of output().trim().split('\n')) expect(await isAlive(pid)).toBe(false);
        await started.kill();
      });

      test('nothing outlives the scope, and nothing starts after it', async () => {
        const other = createScope('other');
        const { processes } = (await suite.make(other)).get();
        const running = await processes.spawn({
          argv: ['/bin/sh', '-c', 'echo $$; sleep 60; exit 0'],
          cwd: folder,
        });
        const left = await processes.spawn({
          argv: ['/bin/sh', '-c', 'setsid sleep 60 >/dev/null 2>&1 & echo $!'],
          cwd: folder,
        });
        const pids = [collect(running), collect(left)];
        await lines(pids[0] ?? (() => ''), 1);
        await left.exit;
        await other[Symbol.asyncDispose]();
        for (const pid of pids) expect(await isAlive(pid().trim())).toBe(false);
        await expect(processes.spawn({ argv: ['/bin/sh'], cwd: folder })).rejects.toMatchObject({
          code: 'spawn_failed',
        });
      });
    });

    if (suite.terminal ?? true) {
      describe('terminals', () => {
        const tty = { columns: 91, rows: 17 };

        test('a process has a terminal of that size', async () => {
          const { exit, text } = await run('test -t 0 && test -t 1 && stty size; exit 4', { tty });
          expect(text).toContain('17 91');
          expect(exit).toEqual({ code: 4, signal: null });
        });

        test('takes keys, Ctrl-C included, and a new size', async () => {
          const started = await start('trap "echo stopped; exit 7" INT; echo ready; while :; do sleep 0.05; done', {
            tty,
          });
          const output = collect(started);
          await lines(output, 1);
          started.resize(50, 10);
          await started.write('\x03');
          expect((await started.exit).code).toBe(7);
          expect(output()).toContain('stopped');
        });

        test('kill takes the whole tree', async () => {
          const started = await start(`setsid sh -c 'sleep 60 & echo $!; wait' & wait`, { tty });
          const output = collect(started);
          await lines(output, 1);
          await started.kill();
          expect(await isAlive(output().trim())).toBe(false);
        });

        test('a program or a folder that is not there is `spawn_failed`', async () => {
          const missing = environment.processes.spawn({ argv: ['no-such-program'], cwd: folder, tty });
          await expect(missing).rejects.toMatchObject({ code: 'spawn_failed' });
          const nowhere = environment.processes.spawn({ argv: ['/bin/sh'], cwd: `${folder}/none`, tty });
          await expect(nowhere).rejects.toMatchObject({ code: 'spawn_failed' });
        });
      });
    }
  });
}

/** All output so far, as text. */
function collect(started: Process): () => string {
  const chunks: Uint8Array[] = [];
  started.onOutput((chunk) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString();
}

/** Waits until that many lines came. */
async function lines(output: () => string, count: number): Promise<void> {
  while (output().split('\n').length <= count) await new Promise((resolve) => setTimeout(resolve, 5));
}
