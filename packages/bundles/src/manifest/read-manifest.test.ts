import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { isTenonError } from '@tenon/plugin-api';
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { filesIn } from '../../test/files.ts';
import { test } from '../../test/scratch.ts';
import { readManifest } from './read-manifest.ts';

const CODEX = '.codex-plugin/plugin.json';
const CLAUDE = '.claude-plugin/plugin.json';
const everything = {
  'skills/a/SKILL.md': '',
  'more/b/SKILL.md': '',
  'commands/x.md': '',
  'agents/y.md': '',
  '.mcp.json': {},
  'other.json': {},
  '.app.json': {},
  'hooks/hooks.json': {},
  'assets/logo.png': '',
};

describe('.codex-plugin/plugin.json', () => {
  test('only a name: the default places', async ({ scratch }) => {
    const root = await filesIn(scratch.dir, { [CODEX]: { name: 'alpha' }, ...everything });
    expect(await readManifest(root)).toEqual({
      manifest: {
        name: 'alpha',
        keywords: [],
        files: [CODEX],
        skills: ['skills'],
        commands: ['commands'],
        agents: ['agents'],
        hooks: [{ file: 'hooks/hooks.json' }],
        mcpServers: [{ file: '.mcp.json' }],
        apps: ['.app.json'],
      },
      problems: [],
    });
  });

  test('all fields', async ({ scratch }) => {
    const manifest = {
      name: 'alpha',
      version: '1.2.0',
      description: 'd',
      author: { name: 'A', email: 'a@b.c', url: 'https://a' },
      homepage: 'https://h',
      repository: 'https://r',
      license: 'MIT',
      keywords: ['k'],
      skills: './more/',
      mcpServers: './other.json',
      hooks: './other.json',
      interface: {
        displayName: 'Alpha',
        capabilities: ['Read'],
        websiteURL: 'https://w',
        defaultPrompt: ['1', 'x'.repeat(129), '3', '4'],
        logo: './assets/logo.png',
        composerIcon: '../bad.png',
        screenshots: ['./assets/logo.png', './gone.png'],
      },
      somethingNew: 1,
    };
    const root = await filesIn(scratch.dir, { [CODEX]: manifest, ...everything });
    const { manifest: read, problems } = await readManifest(root);
    expect(read).toMatchObject({
      version: '1.2.0',
      author: manifest.author,
      skills: ['skills', 'more'],
      mcpServers: [{ file: 'other.json' }],
      hooks: [{ file: 'other.json' }],
      interface: {
        displayName: 'Alpha',
        capabilities: ['Read'],
        websiteUrl: 'https://w',
        defaultPrompt: ['1', '3'],
        logo: 'assets/logo.png',
        screenshots: ['assets/logo.png'],
      },
    });
    expect(read.interface).not.toHaveProperty('composerIcon');
    expect(problems.map((each) => each.field).sort()).toEqual([
      'interface.composerIcon',
      'interface.defaultPrompt',
      'interface.defaultPrompt',
      'interface.screenshots',
    ]);
    expect(problems.every((each) => each.file === CODEX)).toBe(true);
  });

  test('paths that lead out or are of another kind cost their field', async ({ scratch }) => {
    const wrong = [
      '../more',
      '/etc',
      'more',
      './a/../../x',
      './',
      './.mcp.json',
      './gone',
      'C:\\x',
      '.\\more',
      '',
      './link',
    ];
    for (const skills of wrong) {
      const root = await filesIn(scratch.dir, { [CODEX]: { name: 'alpha', skills }, ...everything });
      await symlink('/etc', join(root, 'link'));
      const { manifest, problems } = await readManifest(root);
      expect([skills, manifest.skills]).toEqual([skills, ['skills']]);
      expect(problems).toMatchObject([{ file: CODEX, field: 'skills' }]);
    }
  });

  test('a default place that is a link out is not taken', async ({ scratch }) => {
    const root = await filesIn(scratch.dir, { [CODEX]: { name: 'alpha' } });
    await symlink('/etc', join(root, 'skills'));
    const { manifest, problems } = await readManifest(root);
    expect(manifest.skills).toEqual([]);
    expect(problems).toMatchObject([{ field: 'skills' }]);
  });

  test('servers in the manifest cost the bundle, as in Codex', async ({ scratch }) => {
    const root = await filesIn(scratch.dir, { [CODEX]: { name: 'alpha', mcpServers: { a: { command: 'x' } } } });
    await expect(readManifest(root)).rejects.toMatchObject({
      code: 'bundle_manifest_invalid',
      file: join(root, CODEX),
    });
  });
});

describe('.claude-plugin/plugin.json', () => {
  test('paths, lists and inline objects', async ({ scratch }) => {
    const servers = { a: { command: 'node', args: ['run.js'] } };
    const manifest = {
      name: 'beta',
      author: 'Someone',
      skills: ['./more', './'],
      commands: './other.json',
      agents: ['./agents/y.md'],
      hooks: { hooks: {} },
      mcpServers: [servers, './other.json'],
    };
    const root = await filesIn(scratch.dir, { [CLAUDE]: manifest, ...everything });
    const { manifest: read, problems } = await readManifest(root);
    expect(read).toMatchObject({
      author: { name: 'Someone' },
      skills: ['skills', 'more', ''],
      commands: ['commands', 'other.json'],
      agents: ['agents', 'agents/y.md'],
      hooks: [{ file: 'hooks/hooks.json' }, { inline: { hooks: {} } }],
      mcpServers: [{ file: '.mcp.json' }, { inline: servers }, { file: 'other.json' }],
    });
    expect(problems).toEqual([]);
  });

  test("Codex's comes first, also when it is broken", async ({ scratch }) => {
    const both = await filesIn(scratch.dir, { [CODEX]: { name: 'one' }, [CLAUDE]: { name: 'two' } });
    expect((await readManifest(both)).manifest).toMatchObject({ name: 'one', files: [CODEX] });
    const broken = await filesIn(scratch.dir, { [CODEX]: '{', [CLAUDE]: { name: 'two' } });
    await expect(readManifest(broken)).rejects.toMatchObject({
      code: 'bundle_manifest_invalid',
      file: join(broken, CODEX),
    });
  });
});

describe('package.json#tenon', () => {
  const pack = {
    name: '@acme/hello',
    version: '2.0.0',
    keywords: ['tenon-plugin'],
    repository: { type: 'git', url: 'https://r' },
  };
  test('code', async ({ scratch }) => {
    const tenon = { plugin: './dist/index.js', isolate: true, contributes: { tools: ['acme.hello'] } };
    const root = await filesIn(scratch.dir, { 'package.json': { ...pack, tenon }, 'dist/index.js': '' });
    const { manifest, problems } = await readManifest(root);
    expect(manifest).toMatchObject({
      name: 'acme__hello',
      version: '2.0.0',
      repository: 'https://r',
      files: ['package.json'],
      code: { entry: 'dist/index.js', api: 'v1', isolate: true, contributes: { tools: ['acme.hello'] } },
    });
    expect(problems).toEqual([]);
    const named = await filesIn(scratch.dir, { 'package.json': { ...pack, tenon: { name: 'hello' } } });
    expect((await readManifest(named)).manifest.name).toBe('hello');
  });

  test('both kinds: the plugin.json declares, the package adds its code and version', async ({ scratch }) => {
    const tenon = { plugin: './index.js', name: 'other', skills: './more' };
    const files = { [CLAUDE]: { name: 'beta' }, 'package.json': { ...pack, tenon }, 'index.js': '', ...everything };
    const { manifest } = await readManifest(await filesIn(scratch.dir, files));
    expect(manifest).toMatchObject({ name: 'beta', version: '2.0.0', skills: ['skills'], code: { entry: 'index.js' } });
    expect(manifest.files).toEqual([CLAUDE, 'package.json']);
  });

  test('wrong shapes cost their fields', async ({ scratch }) => {
    const tenon = { plugin: '../evil.js', isolate: 'yes', api: 1, contributes: { tools: 'x' } };
    const root = await filesIn(scratch.dir, { 'package.json': { name: 'x', version: 3, tenon } });
    const { manifest, problems } = await readManifest(root);
    expect(manifest).not.toHaveProperty('code');
    expect(problems.map((each) => each.field)).toEqual(['tenon.plugin', 'keywords', 'version']);
    const fine = await filesIn(scratch.dir, {
      'package.json': { name: 'x', tenon: { ...tenon, plugin: './i.js' } },
      'i.js': '',
    });
    const { manifest: kept, problems: more } = await readManifest(fine);
    expect(kept.code).toEqual({ entry: 'i.js', api: 'v1', isolate: false, contributes: { tools: [] } });
    expect(more.map((each) => each.field)).toEqual([
      'tenon.contributes.tools',
      'tenon.api',
      'tenon.isolate',
      'keywords',
    ]);
  });

  test('a package that is no plugin, or broken, beside a plugin.json is no matter', async ({ scratch }) => {
    const plain = await filesIn(scratch.dir, {
      [CODEX]: { name: 'a' },
      'package.json': { name: 'x', version: '9.0.0' },
    });
    expect((await readManifest(plain)).manifest).not.toHaveProperty('version');
    const broken = await filesIn(scratch.dir, { [CODEX]: { name: 'a' }, 'package.json': '{' });
    expect((await readManifest(broken)).problems).toMatchObject([{ file: 'package.json' }]);
  });
});

describe('what costs the bundle', () => {
  test('no manifest, no JSON, no object, too large, no file', async ({ scratch }) => {
    const rejects = async (files: Record<string, unknown>, code: string) =>
      expect(readManifest(await filesIn(scratch.dir, files))).rejects.toMatchObject({ code });
    await rejects({ 'a.md': '' }, 'bundle_manifest_missing');
    await rejects({ 'package.json': { name: 'x' } }, 'bundle_manifest_missing');
    await rejects({ 'package.json': '{' }, 'bundle_manifest_invalid');
    for (const text of ['', '[]', 'null', '"x"', '{"name":}', `"${'x'.repeat(1024 * 1024)}"`]) {
      await rejects({ [CODEX]: text }, 'bundle_manifest_invalid');
    }
    for (const name of [undefined, null, 5, '', 'a b', '../a', 'аlpha', '@a/b', 'x'.repeat(65)]) {
      await rejects({ [CODEX]: { name } }, 'bundle_name_invalid');
    }
    const folder = await filesIn(scratch.dir, {});
    await mkdir(join(folder, CODEX), { recursive: true });
    await expect(readManifest(folder)).rejects.toMatchObject({ code: 'bundle_manifest_invalid' });
    const out = await filesIn(scratch.dir, {});
    await mkdir(join(out, '.codex-plugin'));
    await symlink(await scratch.file('m.json', '{"name":"x"}'), join(out, CODEX));
    await expect(readManifest(out)).rejects.toMatchObject({ code: 'bundle_manifest_invalid' });
  });

  test('a manifest of any shape is read, or refused with a code', async ({ scratch }) => {
    const keys = [
      'name',
      'version',
      'author',
      'keywords',
      'skills',
      'commands',
      'hooks',
      'mcpServers',
      'apps',
      'interface',
      'tenon',
    ];
    const paths = fc.constantFrom('./skills', '../x', './', '.', 'x', '/etc', './skills/a');
    const value = fc.oneof(fc.jsonValue({ maxDepth: 2 }), paths, fc.array(paths, { maxLength: 3 }));
    const shape = fc.dictionary(fc.constantFrom(...keys), value).map((each) => ({ name: 'n', ...each }));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(CODEX, CLAUDE, 'package.json'), shape, async (file, content) => {
        const root = await filesIn(scratch.dir, { [file]: content, 'skills/a': '' });
        try {
          const { manifest } = await readManifest(root);
          for (const path of [...manifest.skills, ...manifest.commands]) expect(path).not.toMatch(/^(?:\.|\/)/);
        } catch (error) {
          expect(isTenonError(error) && error.code).toMatch(/^bundle_/);
        }
      }),
      { numRuns: 150 },
    );
  });
});
