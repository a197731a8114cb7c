import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { tenonError } from '@tenon/plugin-api';
import type { Environment } from '@tenon/plugin-api/environment';
import { testPlugin } from '@tenon/testing/plugin';
import { type Files, temporaryFolder, toolHarness } from '@tenon/testing/tool';
import { expect, test } from 'vitest';
import { Config } from './config.ts';
import plugin from './index.ts';
import { projectDocs } from './project-docs.ts';

testPlugin(plugin, { config: { home: '/home/u/.tenon' }, invalidConfig: { project_doc_max_bytes: -1 } });

/** Reads in a folder below a fresh one; names in the result are relative to that one. */
async function read(
  files: Files,
  cwd: string,
  config: Record<string, unknown> = {},
  change: Partial<Environment> = {},
) {
  await using folder = await temporaryFolder(files);
  await mkdir(join(folder.path, cwd), { recursive: true });
  await using harness = toolHarness({ cwd: join(folder.path, cwd) });
  const { environment, signal } = harness.context;
  const home = typeof config.home === 'string' ? { home: join(folder.path, config.home) } : {};
  const fragment = projectDocs(Config.parse({ ...config, ...home }));
  const found = await fragment.read({
    cwd: join(folder.path, cwd),
    environment: { ...environment, ...change },
    signal,
  });
  const relative = (text: string) => text.replaceAll(`${folder.path}/`, '');
  return found && { text: relative(found.text), sources: found.sources?.map(relative) };
}

const wrapped = (folder: string, text: string) =>
  `# AGENTS.md instructions for ${folder}\n\n<INSTRUCTIONS>\n${text}\n</INSTRUCTIONS>`;

test('the user first, then the project from its root to the working directory', async () => {
  const files = {
    'AGENTS.md': 'outside the project',
    'home/AGENTS.md': '\nmine\n',
    'p/.git/HEAD': '',
    'p/AGENTS.md': 'root\n',
    'p/a/b/AGENTS.md': 'b',
    'p/a/b/c/AGENTS.md': 'below',
  };
  expect(await read(files, 'p/a/b', { home: 'home' })).toEqual({
    text: wrapped('p/a/b', 'mine\n\n--- project-doc ---\n\nroot\n\n\nb'),
    sources: ['home/AGENTS.md', 'p/AGENTS.md', 'p/a/b/AGENTS.md'],
  });
});

test('the override beats AGENTS.md, which beats the other names', async () => {
  const files = {
    '.git/x': '',
    'AGENTS.override.md': 'o',
    'AGENTS.md': 'a',
    'X.md': 'x',
    'd/X.md': 'dx',
    'd/Y.md': 'dy',
  };
  const config = { project_doc_fallback_filenames: ['Y.md', 'X.md'] };
  expect(await read(files, 'd', config)).toEqual({
    text: wrapped('d', 'o\n\ndy'),
    sources: ['AGENTS.override.md', 'd/Y.md'],
  });
});

test('without a marker only the working directory counts', async () => {
  const files = { 'AGENTS.md': 'above', 'd/AGENTS.md': 'here', 'd/e/AGENTS.md': 'e', 'd/package.json': '' };
  expect((await read(files, 'd/e', { project_root_markers: ['no-such-marker'] }))?.sources).toEqual(['d/e/AGENTS.md']);
  expect((await read(files, 'd/e', { project_root_markers: [] }))?.sources).toEqual(['d/e/AGENTS.md']);
  const marked = { project_root_markers: ['none', 'package.json'] };
  expect((await read(files, 'd/e', marked))?.sources).toEqual(['d/AGENTS.md', 'd/e/AGENTS.md']);
});

test('nothing to say, nothing said', async () => {
  const markers = { project_root_markers: [] };
  expect(await read({}, 'd', { home: 'home', ...markers })).toBeUndefined();
  expect(await read({ 'd/AGENTS.md': ' \n' }, 'd', markers)).toBeUndefined();
  expect(await read({ 'd/AGENTS.md/x': 'a folder' }, 'd', markers)).toBeUndefined();
  expect(await read({ 'd/AGENTS.md': 'x' }, 'd', { project_doc_max_bytes: 0, ...markers })).toBeUndefined();
});

test('a file that is both is used once', async () => {
  expect((await read({ 'd/AGENTS.md': 'x' }, 'd', { home: 'd', project_root_markers: [] }))?.sources).toEqual([
    'd/AGENTS.md',
  ]);
});

test('too much is cut off at a whole character, and that is said', async () => {
  const files = { '.git/x': '', 'AGENTS.md': 'root', 'a/AGENTS.md': 'aé€', 'a/b/AGENTS.md': 'never' };
  expect(await read(files, 'a/b', { project_doc_max_bytes: 8 })).toEqual({
    text: wrapped('a/b', 'root\n\naé\n\n[a/AGENTS.md is cut off here: project_doc_max_bytes is 8]'),
    sources: ['AGENTS.md', 'a/AGENTS.md'],
  });
});

test('what may not be read is left out', async () => {
  const harness = toolHarness({ cwd: '/' });
  const { files } = harness.context.environment;
  const stat = async (path: string) => {
    if (!path.endsWith('d/AGENTS.md') && !path.endsWith('d/.git')) return files.stat(path);
    throw tenonError({ code: 'sandbox_denied', message: `reading ${path} is not permitted` });
  };
  const docs = { '.git/x': '', 'AGENTS.md': 'root', 'd/.git/x': '', 'd/AGENTS.md': 'hush' };
  expect(await read(docs, 'd', {}, { files: { ...files, stat } })).toEqual({
    text: wrapped('d', 'root'),
    sources: ['AGENTS.md'],
  });
});

test('a file that cannot be read is an error that names it', async () => {
  const harness = toolHarness({ cwd: '/' });
  const { files } = harness.context.environment;
  const readFile = async () => {
    throw Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
  };
  const reading = read({ 'd/AGENTS.md': 'x' }, 'd', { project_root_markers: [] }, { files: { ...files, readFile } });
  await expect(reading).rejects.toMatchObject({
    code: 'project_doc_unreadable',
    message: expect.stringContaining('d/AGENTS.md'),
  });
});
