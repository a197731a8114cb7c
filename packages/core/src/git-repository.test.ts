import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type GitFiles, readRepository } from './git-repository.ts';

const made: string[] = [];
afterEach(() => {
  for (const path of made.splice(0)) rmSync(path, { recursive: true, force: true });
});
function newFolder(): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'tenon-git-')));
  made.push(path);
  return path;
}

/** The machine's own files, and which of them were read. */
function disk() {
  const read: string[] = [];
  const files: GitFiles = {
    readFile: async (path) => {
      read.push(path);
      return readFileSync(path);
    },
    stat: async (path) => {
      const stat = statSync(path, { throwIfNoEntry: false });
      const kind = stat?.isFile() ? 'file' : stat?.isDirectory() ? 'directory' : 'other';
      return stat && { kind, size: stat.size, modifiedAt: 0, createdAt: 0, mode: stat.mode };
    },
  };
  return { files, read };
}

async function factsOf(cwd: string) {
  const { files, read } = disk();
  const told: string[] = [];
  const facts = await readRepository(files, cwd, { windows: false, trouble: (message) => told.push(message) });
  return { facts, told, read };
}

const git = (cwd: string, ...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', '-c', 'init.defaultBranch=trunk', ...args], {
    cwd,
    // Nothing of the machine's own configuration.
    env: { PATH: process.env.PATH, HOME: cwd, GIT_CONFIG_NOSYSTEM: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
    .toString()
    .trim();

function newRepository(): string {
  const path = newFolder();
  git(path, 'init', '-q');
  git(path, 'commit', '-q', '--allow-empty', '-m', 'one');
  return path;
}

// Of git's own making: these fail, loudly, where there is no git.
describe('what git made', () => {
  test('commit, branch and origin, also from a folder within', async () => {
    const path = newRepository();
    git(path, 'remote', 'add', 'other', 'https://example.com/other.git');
    git(path, 'remote', 'add', 'origin', 'https://me:token@example.com/a/b.git');
    git(path, 'checkout', '-q', '-b', 'topic/ö');
    mkdirSync(join(path, 'a/b'), { recursive: true });
    const expected = {
      commit_hash: git(path, 'rev-parse', 'HEAD'),
      branch: 'topic/ö',
      repository_url: 'https://example.com/a/b.git',
    };
    for (const cwd of [path, join(path, 'a/b')]) {
      const { facts, told, read } = await factsOf(cwd);
      expect(facts).toEqual(expected);
      expect(told).toEqual([]);
      expect(read.every((one) => one.startsWith(join(path, '.git/')))).toBe(true);
      expect(read.length).toBeLessThanOrEqual(3);
    }
  });

  test('a ref that is packed', async () => {
    const path = newRepository();
    git(path, 'branch', 'trunk-2');
    git(path, 'commit', '-q', '--allow-empty', '-m', 'two');
    git(path, 'tag', '-a', 'v1', '-m', 'v1');
    git(path, 'pack-refs', '--all');
    expect(statSync(join(path, '.git/refs/heads/trunk'), { throwIfNoEntry: false })).toBeUndefined();
    const { facts } = await factsOf(path);
    expect(facts).toEqual({ commit_hash: git(path, 'rev-parse', 'HEAD'), branch: 'trunk', repository_url: null });
    // A loose one is newer.
    git(path, 'commit', '-q', '--allow-empty', '-m', 'three');
    expect((await factsOf(path)).facts?.commit_hash).toBe(git(path, 'rev-parse', 'HEAD'));
  });

  test('detached', async () => {
    const path = newRepository();
    git(path, 'checkout', '-q', '--detach');
    expect((await factsOf(path)).facts).toMatchObject({ commit_hash: git(path, 'rev-parse', 'HEAD'), branch: null });
  });

  test('no commit yet', async () => {
    const path = newFolder();
    git(path, 'init', '-q');
    const { facts, told } = await factsOf(path);
    expect(facts).toEqual({ commit_hash: null, branch: 'trunk', repository_url: null });
    expect(told).toEqual([]);
  });

  test('a linked working tree has its own HEAD, and refs and configuration of the other', async () => {
    const path = newRepository();
    git(path, 'remote', 'add', 'origin', 'git@example.com:a.git');
    const tree = join(newFolder(), 'tree');
    git(path, 'worktree', 'add', '-q', '-b', 'there', tree);
    git(tree, 'commit', '-q', '--allow-empty', '-m', 'two');
    const { facts, told } = await factsOf(tree);
    expect(facts).toEqual({
      commit_hash: git(tree, 'rev-parse', 'HEAD'),
      branch: 'there',
      repository_url: 'git@example.com:a.git',
    });
    expect(facts?.commit_hash).not.toBe(git(path, 'rev-parse', 'HEAD'));
    expect(told).toEqual([]);
  });

  test('the repository’s folder may be elsewhere, named by a relative path', async () => {
    const path = newFolder();
    const tree = join(path, 'tree');
    git(path, 'init', '-q', '--separate-git-dir', join(path, 'kept'), tree);
    writeFileSync(join(tree, '.git'), 'gitdir: ../kept\n');
    git(tree, 'commit', '-q', '--allow-empty', '-m', 'one');
    expect((await factsOf(tree)).facts?.commit_hash).toBe(git(tree, 'rev-parse', 'HEAD'));
  });

  test('hashes of 64 digits', async () => {
    const path = newFolder();
    git(path, 'init', '-q', '--object-format=sha256');
    git(path, 'commit', '-q', '--allow-empty', '-m', 'one');
    const { facts } = await factsOf(path);
    expect(facts?.commit_hash).toMatch(/^[0-9a-f]{64}$/);
  });
});

/** Writes files, by path. */
function tree(content: Readonly<Record<string, string | null>>): string {
  const path = newFolder();
  for (const [name, text] of Object.entries(content)) {
    mkdirSync(join(path, text === null ? name : dirname(name)), { recursive: true });
    if (text !== null) writeFileSync(join(path, name), text);
  }
  return path;
}
const HASH = '0123456789abcdef0123456789abcdef01234567';

describe('what nobody’s git made', () => {
  test('no repository', async () => {
    expect(await factsOf(newFolder())).toMatchObject({ facts: null, told: [], read: [] });
  });

  test.each([
    ['an empty .git', { '.git': null }, null],
    ['.git without sense', { '.git': 'nonsense' }, null],
    ['.git that leads nowhere', { '.git': 'gitdir: /nowhere/at/all' }, null],
    ['HEAD as a folder', { '.git/HEAD': null }, null],
    ['HEAD without sense', { '.git/HEAD': '\u0000\u0001' }, { commit_hash: null, branch: null, repository_url: null }],
    ['a HEAD too large', { '.git/HEAD': 'x'.repeat(100_000) }, null],
    [
      'a ref that leads out',
      { '.git/HEAD': 'ref: refs/../../secret\n', secret: HASH },
      { commit_hash: null, branch: null, repository_url: null },
    ],
    [
      'a ref without sense',
      { '.git/HEAD': 'ref: refs/heads/a\n', '.git/refs/heads/a': 'hello' },
      { commit_hash: null, branch: 'a', repository_url: null },
    ],
    [
      'refs in tables',
      { '.git/HEAD': 'ref: refs/heads/.invalid\n' },
      { commit_hash: null, branch: null, repository_url: null },
    ],
  ])('%s is told', async (_, content, facts) => {
    const path = tree(content);
    const result = await factsOf(path);
    expect(result.facts).toEqual(facts);
    expect(result.told.length).toBeGreaterThan(0);
    expect(result.read).not.toContain(join(path, 'secret'));
  });

  test('refs that lead to each other end', async () => {
    const path = tree({
      '.git/HEAD': 'ref: refs/heads/a\n',
      '.git/refs/heads/a': 'ref: refs/heads/b\n',
      '.git/refs/heads/b': 'ref: refs/heads/a\n',
    });
    expect((await factsOf(path)).facts).toMatchObject({ commit_hash: null, branch: 'a' });
  });

  test('a ref may lead to another one', async () => {
    const path = tree({
      '.git/HEAD': 'ref: refs/heads/a\n',
      '.git/refs/heads/a': 'ref: refs/heads/b\n',
      '.git/packed-refs': `# pack-refs with: peeled\n${HASH.replaceAll('0', 'f')} refs/heads/bb\n${HASH} refs/heads/b`,
    });
    expect((await factsOf(path)).facts).toMatchObject({ commit_hash: HASH, branch: 'a' });
  });

  test('a file system that fails rejects', async () => {
    const files: GitFiles = { ...disk().files, stat: () => Promise.reject(new Error('gone')) };
    await expect(readRepository(files, '/w', { windows: false, trouble: () => {} })).rejects.toThrow('gone');
  });

  test('paths with drive letters', async () => {
    const content: Readonly<Record<string, string>> = {
      'C:\\w\\.git\\HEAD': 'ref: refs/heads/a\n',
      'C:\\w\\.git\\refs\\heads\\a': `${HASH}\r\n`,
    };
    const file = { kind: 'file', modifiedAt: 0, createdAt: 0, mode: 0 } as const;
    const files: GitFiles = {
      readFile: async (path) => Buffer.from(content[path] ?? ''),
      stat: async (path) =>
        path === 'C:\\w\\.git'
          ? { ...file, kind: 'directory', size: 0 }
          : (content[path] && { ...file, size: 9 }) || undefined,
    };
    const facts = await readRepository(files, 'C:\\w\\sub', { windows: true, trouble: () => {} });
    expect(facts).toEqual({ commit_hash: HASH, branch: 'a', repository_url: null });
  });
});
