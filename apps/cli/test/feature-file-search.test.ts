// fuzzyFileSearch through the real program, with the real ripgrep, and with one that lists when it is told to.
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Client, type ClientEvent, connect } from '@tenon/client';
import { expect, test, vi } from 'vitest';
import { refusal, spawned } from './connections.ts';
import { processesWith, type World, world } from './program.ts';

// A slow machine is no failure.
vi.setConfig({ testTimeout: 60_000 });

const open = (w: World) => connect({ transport: spawned(w), capabilities: { experimentalApi: true } });

function put(w: World, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(w.cwd, path)), { recursive: true });
    writeFileSync(join(w.cwd, path), text);
  }
}

/** What is told of sessions: `updated s "query": paths` or `completed s`. */
function sessionEvents(client: Client) {
  const seen: string[] = [];
  const told = client.notifications(['fuzzyFileSearch/sessionUpdated', 'fuzzyFileSearch/sessionCompleted']);
  const line = ({
    method,
    params,
  }: ClientEvent<'fuzzyFileSearch/sessionUpdated' | 'fuzzyFileSearch/sessionCompleted'>) =>
    method === 'fuzzyFileSearch/sessionCompleted'
      ? `completed ${params.sessionId}`
      : `updated ${params.sessionId} ${params.query}: ${params.files.map(({ path }) => path).join(' ')}`;
  return {
    seen,
    /** Reads on to the next such line. */
    async until(wanted: string) {
      do {
        const { value, done } = await told.next();
        if (done) throw new Error('the connection ended');
        seen.push(line(value));
      } while (seen.at(-1) !== wanted);
    },
  };
}

/** Files are listed with that program instead of ripgrep. */
function listWith(w: World, program: string): void {
  const config = readFileSync(join(w.home, 'config.toml'), 'utf8');
  w.config(`${config}\n[tenon.config."tenon.file-search-ripgrep"]\nprogram = "${program}"\n`);
}

/** Lists `early.ts`, and `late.ts` once the file `go` is there. */
function gatedListing(w: World): { open(): void; running(): string[] } {
  const program = join(w.home, 'gated-rg');
  const go = join(w.home, 'go');
  writeFileSync(
    program,
    `#!/bin/sh\nprintf 'early.ts\\0'\nwhile [ ! -e '${go}' ]; do sleep 0.02; done\nprintf 'late.ts\\0'\n`,
  );
  chmodSync(program, 0o755);
  listWith(w, program);
  return { open: () => writeFileSync(go, ''), running: () => processesWith(program) };
}

test('what git ignores is not found, hidden files and what links lead to are; the best comes first', async () => {
  await using w = await world();
  put(w, {
    '.gitignore': 'build/\n*.log\n',
    'src/search-index.ts': '',
    'src/deep/sub/index.ts': '',
    'src/.hidden/index': '',
    'build/index.ts': '',
    'index.log': '',
    '.git/index': '',
    'näme/ünïcode-😀-index.ts': '',
  });
  symlinkSync('src/deep', join(w.cwd, 'linked'));
  await using client = await open(w);
  const search = async (query: string, roots = [w.cwd]) =>
    (await client.request('fuzzyFileSearch', { query, roots })).files;
  const found = await search('index');
  expect(found.map(({ path }) => path).toSorted()).toEqual([
    'linked/sub/index.ts',
    'näme/ünïcode-😀-index.ts',
    'src/.hidden/index',
    'src/deep/sub/index.ts',
    'src/search-index.ts',
  ]);
  expect(found.map(({ score }) => score)).toEqual(found.map(({ score }) => score).toSorted((a, b) => b - a));
  const { indices, ...best } = found.find(({ path }) => path.startsWith('näme')) ?? {};
  expect(best).toEqual({
    root: w.cwd,
    path: 'näme/ünïcode-😀-index.ts',
    file_name: 'ünïcode-😀-index.ts',
    match_type: 'file',
    score: expect.any(Number),
  });
  expect(indices?.map((at) => [...'näme/ünïcode-😀-index.ts'][at]).join('')).toBe('index');
  expect((await search('deep')).map(({ path, match_type }) => [path, match_type])[0]).toEqual([
    'src/deep',
    'directory',
  ]);
  // Two roots: each result says whose it is.
  const roots = [join(w.cwd, 'src'), join(w.cwd, 'linked')];
  expect((await search('sub/index', roots)).map(({ root, path }) => join(root, path)).toSorted()).toEqual([
    join(w.cwd, 'linked/sub/index.ts'),
    join(w.cwd, 'src/deep/sub/index.ts'),
  ]);
  expect(await search('nothing like it')).toEqual([]);
  expect((await refusal(search('x', ['src']))).data).toMatchObject({ code: 'path_not_absolute' });
  expect((await refusal(search('x', [join(w.cwd, 'index.log')]))).data).toMatchObject({ code: 'not_a_directory' });
});

test('a session lists once and answers each query; what is new is seen by the next session', async () => {
  await using w = await world();
  put(w, { '.gitignore': 'skip*\n', 'alpha.ts': '', 'beta.ts': '', 'skip-alpha.ts': '' });
  await using client = await open(w);
  const events = sessionEvents(client);
  const update = (query: string) => client.request('fuzzyFileSearch/sessionUpdate', { sessionId: 's', query });
  await client.request('fuzzyFileSearch/sessionStart', { sessionId: 's', roots: [w.cwd] });
  await update('alpha');
  await events.until('completed s');
  await update('beta');
  await events.until('updated s beta: beta.ts');
  await events.until('completed s');
  await update('nothing like it');
  await events.until('updated s nothing like it: ');
  await events.until('completed s');
  expect(events.seen.filter((line) => line.includes('alpha'))).toContain('updated s alpha: alpha.ts');
  put(w, { 'alphabet.ts': '' });
  await client.request('fuzzyFileSearch/sessionStart', { sessionId: 's', roots: [w.cwd] });
  await update('alphab');
  await events.until('updated s alphab: alphabet.ts');
  await client.request('fuzzyFileSearch/sessionStop', { sessionId: 's' });
  expect((await refusal(update('alpha'))).message).toBe('fuzzy file search session not found: s');
});

test('a later query replaces the one before, which is told no more', async () => {
  await using w = await world();
  const listing = gatedListing(w);
  await using client = await open(w);
  const events = sessionEvents(client);
  const update = (query: string) => client.request('fuzzyFileSearch/sessionUpdate', { sessionId: 's', query });
  await client.request('fuzzyFileSearch/sessionStart', { sessionId: 's', roots: [w.cwd] });
  await update('early');
  await update('late');
  listing.open();
  await events.until('updated s late: late.ts');
  await events.until('completed s');
  await update('ts');
  await events.until('completed s');
  expect(events.seen.filter((line) => line.startsWith('completed'))).toHaveLength(2);
  expect(events.seen.filter((line) => line.includes('early:'))).toEqual([]);
});

test('a stopped session is silent, and its listing ends; a later search with its token ends one', async () => {
  await using w = await world();
  const listing = gatedListing(w);
  await using client = await open(w);
  const events = sessionEvents(client);
  const start = async (sessionId: string) => {
    await client.request('fuzzyFileSearch/sessionStart', { sessionId, roots: [w.cwd] });
    await client.request('fuzzyFileSearch/sessionUpdate', { sessionId, query: 'ts' });
  };
  await start('stopped');
  await expect.poll(listing.running, { timeout: 30_000 }).not.toEqual([]);
  await client.request('fuzzyFileSearch/sessionStop', { sessionId: 'stopped' });
  await expect.poll(listing.running, { timeout: 30_000 }).toEqual([]);
  // One search with a token ends the one before it.
  const search = () => client.request('fuzzyFileSearch', { query: 'ts', roots: [w.cwd], cancellationToken: 'typing' });
  const older = search();
  await expect.poll(() => listing.running().length, { timeout: 30_000 }).toBe(1);
  const newer = search();
  expect((await older).files.length).toBeLessThanOrEqual(1);
  await start('lasting');
  listing.open();
  await events.until('completed lasting');
  expect((await newer).files.map(({ path }) => path).toSorted()).toEqual(['early.ts', 'late.ts']);
  expect(events.seen.filter((line) => line.includes('stopped'))).toEqual([]);
});

test('files that cannot be listed: a search is refused, a session is told with each query', async () => {
  await using w = await world();
  listWith(w, '/no/such/rg');
  await using client = await open(w);
  const roots = [w.cwd];
  const error = await refusal(client.request('fuzzyFileSearch', { query: 'x', roots }));
  expect(error).toMatchObject({
    message: expect.stringContaining('/no/such/rg'),
    data: { code: 'file_search_failed' },
  });
  const warnings = client.notifications('warning');
  await client.request('fuzzyFileSearch/sessionStart', { sessionId: 's', roots });
  for (const query of ['x', 'xy']) {
    await client.request('fuzzyFileSearch/sessionUpdate', { sessionId: 's', query });
    expect((await warnings.next()).value?.params.message).toMatch(
      /file search s cannot list its files: .*no\/such\/rg/,
    );
  }
});
