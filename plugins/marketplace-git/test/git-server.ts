import { execFileSync, spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What commits need, whoever runs the tests, and nothing of their configuration. */
const identity = {
  PATH: process.env.PATH ?? '',
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@test',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@test',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
};

export type Answer = (request: IncomingMessage, response: ServerResponse) => boolean;

/** A fresh folder with a repository in it, and git's own smart HTTP in front of that. */
export async function gitServer() {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'tenon-marketplace-git-')));
  const repository = join(folder, 'served', 'r');
  const git = (...args: string[]) =>
    execFileSync('git', args, {
      cwd: repository,
      env: identity,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  await mkdir(repository, { recursive: true });
  git('init', '--quiet', '--initial-branch=main');
  // What is committed is what was written, whatever attributes it is to come with.
  await writeFile(join(repository, '.git/info/attributes'), '* -filter -text -ident -working-tree-encoding\n');

  let instead: Answer = () => false;
  const server = createServer((request, response) => {
    if (instead(request, response)) return;
    const url = new URL(request.url ?? '/', 'http://h');
    const backend = spawn('git', ['http-backend'], {
      env: {
        ...identity,
        GIT_PROJECT_ROOT: join(folder, 'served'),
        GIT_HTTP_EXPORT_ALL: '1',
        GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
        REQUEST_METHOD: request.method ?? '',
        PATH_INFO: url.pathname,
        QUERY_STRING: url.search.slice(1),
        CONTENT_TYPE: request.headers['content-type'] ?? '',
        HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    // A client that goes away closes the pipe.
    backend.stdin.on('error', () => backend.kill());
    request.pipe(backend.stdin);
    const parts: Buffer[] = [];
    backend.stdout.on('data', (part: Buffer) => parts.push(part));
    backend.on('close', () => {
      const whole = Buffer.concat(parts);
      const end = whole.indexOf('\r\n\r\n');
      for (const line of whole.subarray(0, end).toString().split('\r\n')) {
        const [name = '', value = ''] = line.split(': ');
        if (name === 'Status') response.statusCode = Number.parseInt(value, 10);
        else response.setHeader(name, value);
      }
      response.end(whole.subarray(end + 4));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    folder,
    git,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/r`,
    /** Answers itself where it says so. */
    answer: (given: Answer) => {
      instead = given;
    },
    /** Writes files (null: removes) and commits all there is; gives the commit. */
    async commit(files: Readonly<Record<string, string | Buffer>>) {
      for (const [name, content] of Object.entries(files)) {
        await mkdir(dirname(join(repository, name)), { recursive: true });
        await writeFile(join(repository, name), content);
      }
      git('add', '--all', '--force');
      git('commit', '--quiet', '--allow-empty', '-m', 'c');
      return git('rev-parse', 'HEAD');
    },
    repository,
    /** An empty folder. */
    async empty(name: string) {
      const path = join(folder, name);
      await mkdir(path);
      return path;
    },
    /** A program that leaves a file behind when it is run, and what it was given as it is. */
    async trap(name: string) {
      const marker = join(folder, `${name}-was-run`);
      const path = join(folder, name);
      await writeFile(path, `#!/bin/sh\n: > '${marker}'\ncat\n`);
      await chmod(path, 0o755);
      return { path, marker };
    },
    /** The variables with which git reads this as the user's configuration. */
    async userConfig(text: string) {
      await writeFile(join(folder, 'gitconfig'), text);
      return { PATH: process.env.PATH ?? '', HOME: folder, GIT_CONFIG_GLOBAL: join(folder, 'gitconfig') };
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
