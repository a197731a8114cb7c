import { testPlugin } from '@tenon/testing/plugin';
import { type Files, temporaryFolder, toolHarness } from '@tenon/testing/tool';
import { expect, test } from 'vitest';
import { Config } from './config.ts';
import plugin from './index.ts';
import { skillFolders } from './skill-folders.ts';

testPlugin(plugin, { config: { home: '/home/u/.tenon' }, invalidConfig: { home: 1 } });

/** The roots for a folder below a fresh one, whose `home` is the user's; paths in the result are relative to it. */
async function rootsOf(files: Files, cwd: string, config: Record<string, unknown> = {}) {
  await using folder = await temporaryFolder(files);
  await using harness = toolHarness({ cwd: folder.path });
  const { environment, signal } = harness.context;
  const platform = { ...environment.platform, home: `${folder.path}/home` };
  const roots = await skillFolders(Config.parse(config)).read({
    cwd: `${folder.path}/${cwd}`,
    environment: { ...environment, platform },
    signal,
  });
  return roots.map(
    ({ path, scope, fallback }) => `${scope}${fallback ? '?' : ''} ${path.replace(`${folder.path}/`, '')}`,
  );
}

const inFolder = (folder: string) =>
  ['.agents', '.claude', '.codex', '.tenon'].map(
    (name) => `repo${name === '.claude' ? '?' : ''} ${folder}/${name}/skills`,
  );
const ofHome = ['user home/.agents/skills', 'user? home/.claude/skills'];

test('the user, the machine, and the project from its root down', async () => {
  const files = { 'p/.git/HEAD': '', 'p/a/b/x': '' };
  const own = ['user /h/skills', 'system /h/skills/.system'];
  expect(await rootsOf(files, 'p/a/b', { home: '/h', system: '/etc/x' })).toEqual([
    ...own,
    ...ofHome,
    'admin /etc/x/skills',
    ...inFolder('p'),
    ...inFolder('p/a'),
    ...inFolder('p/a/b'),
  ]);
});

test('outside of a project only the working directory counts', async () => {
  expect(await rootsOf({ 'p/a/x': '' }, 'p/a', { project_root_markers: ['no-such-marker'] })).toEqual([
    ...ofHome,
    ...inFolder('p/a'),
  ]);
});

test('a project is marked as the configuration says', async () => {
  const files = { 'p/top': '', 'p/a/.git/HEAD': '' };
  expect((await rootsOf(files, 'p/a', { project_root_markers: ['top'] })).slice(2)).toEqual([
    ...inFolder('p'),
    ...inFolder('p/a'),
  ]);
});
