import { definePlugin } from '@tenon/plugin-api';
import { environments } from '@tenon/plugin-api/environment';
import { testPlugin } from '@tenon/testing/plugin';
import { temporaryFolder, toolHarness } from '@tenon/testing/tool';
import { expect, test } from 'vitest';
import { createFileSearch } from './file-list.ts';
import plugin from './index.ts';

const { environment } = toolHarness({ cwd: '/' }).context;

const provider = definePlugin({
  id: 'test.environment',
  register: () => [environments.provide(() => ({ get: () => environment, names: () => ['test'] }))],
});

testPlugin(plugin, { invalidConfig: { program: 1 }, others: [provider] });

async function listed(root: string, program?: string, signal = new AbortController().signal) {
  const found: string[] = [];
  for await (const names of createFileSearch(() => environment, program).list(root, signal)) found.push(...names);
  return found.toSorted();
}

test('lists hidden files and links, and leaves out .git and what .gitignore says', async () => {
  await using folder = await temporaryFolder({
    '.git/HEAD': 'ref: refs/heads/main',
    '.gitignore': 'out\n*.log\n',
    '.env': '',
    'src/a.ts': '',
    'src/b c\n.ts': '',
    'src/x.log': '',
    'out/a.js': '',
    'sub/.gitignore': 'skip',
    'sub/skip': '',
    'sub/keep': '',
  });
  expect(await listed(folder.path)).toEqual([
    '.env',
    '.gitignore',
    'src/a.ts',
    'src/b c\n.ts',
    'sub/.gitignore',
    'sub/keep',
  ]);
});

test('an empty folder lists nothing, a missing one is an error', async () => {
  await using folder = await temporaryFolder({});
  expect(await listed(folder.path)).toEqual([]);
  await expect(listed(`${folder.path}/none`)).rejects.toMatchObject({ code: 'file_search_failed' });
});

test('a program that is not there is an error that names the mend', async () => {
  await expect(listed('/', '/no/such/rg')).rejects.toMatchObject({
    code: 'file_search_failed',
    mend: expect.stringContaining('`program`'),
  });
});

test('stops when the caller does, and when the signal is aborted', async () => {
  const search = createFileSearch(() => environment, undefined);
  for await (const names of search.list('/usr', new AbortController().signal)) {
    expect(names.length).toBeGreaterThan(0);
    break;
  }
  const controller = new AbortController();
  const all = (async () => {
    for await (const _ of search.list('/usr', controller.signal)) controller.abort();
  })();
  await expect(all).rejects.toMatchObject({ name: 'AbortError' });
});
