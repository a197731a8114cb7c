import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { appServer } from './server.ts';

let userHome: string;
let home: string;
beforeEach(() => {
  userHome = realpathSync(mkdtempSync(join(tmpdir(), 'tenon-import-rpc-')));
  home = join(userHome, '.tenon');
});
afterEach(() => rmSync(userHome, { recursive: true, force: true }));

const write = (path: string, content: string | object) => {
  const file = join(userHome, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
};
const read = (path: string) => readFileSync(join(userHome, path), 'utf8');

const mine = `# Mine.
model = "m" # keep

[mcp_servers.docs] # as it is
command = "mine"
`;

test('a preview, then the import: comments of config.toml stay, the host reads it, and clients are told', async () => {
  write('.tenon/config.toml', mine);
  write('.claude/settings.json', { env: { A: 'secret', C: '"quoted"\n' }, permissions: { deny: ['Bash'] } });
  write('.claude.json', { mcpServers: { docs: { command: 'theirs' }, files: { command: 'npx', args: ['-y', 'f'] } } });
  const reloads: string[] = [];
  await using host = await appServer({ home, userHome, reloadConfig: async () => void reloads.push('again') });
  const client = await host.ready();
  await client.request('thread/loaded/list', {}); // Opens the host.
  const { items } = await client.request('externalAgentConfig/detect', { includeHome: true });
  expect(read('.tenon/config.toml')).toBe(mine);
  expect(items.map(({ itemType }) => itemType)).toEqual(['CONFIG', 'MCP_SERVER_CONFIG']);
  expect(items[1]?.entries?.map(({ name, action }) => [name, action])).toEqual([
    ['docs', 'keep'],
    ['files', 'write'],
  ]);
  const { results } = await client.request('externalAgentConfig/import', { migrationItems: items });
  await client.until(({ method }) => method === 'externalAgentConfig/import/completed');
  expect(results?.flatMap(({ entries }) => entries.map(({ name, action }) => [name, action]))).toEqual([
    ['env.A', 'written'],
    ['env.C', 'written'],
    ['permissions', 'unsupported'],
    ['docs', 'kept'],
    ['files', 'written'],
  ]);
  expect(read('.tenon/config.toml')).toMatchInlineSnapshot(`
    "# Mine.
    model = "m" # keep

    [mcp_servers.docs] # as it is
    command = "mine"

    [shell_environment_policy.set]
    A = "secret"
    C = "\\"quoted\\"\\n"

    [mcp_servers.files]
    command = "npx"
    args = ["-y", "f"]
    "
  `);
  expect(statSync(join(home, 'config.toml')).mode & 0o777).toBe(0o600);
  expect(reloads).toEqual(['again']);
  expect(host.errors).toEqual([]);
  const { config } = await client.request('config/read', {});
  expect(config.shell_environment_policy).toMatchObject({ set: { A: 'secret', C: '"quoted"\n' } });
  expect((await client.request('externalAgentConfig/detect', { includeHome: true })).items).toEqual([]);
});

test('the config.toml of the peer comes over table by table', async () => {
  write('.codex/config.toml', 'model = "theirs"\nfile_opener = "cursor"\n[projects."/a.b"]\ntrust_level = "trusted"\n');
  write('.tenon/config.toml', mine);
  await using host = await appServer({ home, userHome });
  const client = await host.ready();
  const { items } = await client.request('externalAgentConfig/detect', { includeHome: true });
  await client.request('externalAgentConfig/import', { migrationItems: items });
  expect(read('.tenon/config.toml')).toMatchInlineSnapshot(`
    "# Mine.
    model = "m" # keep
    file_opener = "cursor"

    [mcp_servers.docs] # as it is
    command = "mine"

    [projects."/a.b"]
    trust_level = "trusted"
    "
  `);
});

test('any text that a server has comes through TOML as it is', async () => {
  const text = fc.string({ unit: 'binary' });
  const filled = text.filter((one) => one !== '' && !one.includes('${'));
  const plain = text.map((one) => one.replaceAll('${', ''));
  await fc.assert(
    fc.asyncProperty(
      filled,
      fc.array(plain),
      fc.dictionary(fc.stringMatching(/^[A-Z]+$/), plain),
      async (command, args, env) => {
        write('.claude.json', { mcpServers: { s: { command, args, env } } });
        rmSync(home, { recursive: true, force: true });
        await using host = await appServer({ home, userHome });
        const client = await host.ready();
        const { items } = await client.request('externalAgentConfig/detect', { includeHome: true });
        await client.request('externalAgentConfig/import', { migrationItems: items });
        const { config } = await client.request('config/read', {});
        const server = { command, ...(args.length > 0 && { args }), ...(Object.keys(env).length > 0 && { env }) };
        expect(config).toMatchObject({ mcp_servers: { s: server } });
      },
    ),
    { numRuns: 20 },
  );
});

test('what a project has goes to its own folder', async () => {
  write('work/.mcp.json', { mcpServers: { lint: { command: 'lint' } } });
  await using host = await appServer({ home, userHome });
  const client = await host.ready();
  const { items } = await client.request('externalAgentConfig/detect', { cwds: [join(userHome, 'work/')] });
  await client.request('externalAgentConfig/import', { migrationItems: items });
  expect(read('work/.codex/config.toml')).toBe('[mcp_servers.lint]\ncommand = "lint"\n');
  expect(existsSync(home)).toBe(false);
});

test('a configuration that is broken takes nothing, and nothing of it is lost', async () => {
  write('.tenon/config.toml', 'model = \n');
  write('.claude/settings.json', { env: { A: '1' } });
  await using host = await appServer({ home, userHome });
  const client = await host.ready();
  const { items, leftOut } = await client.request('externalAgentConfig/detect', { includeHome: true });
  expect(items).toEqual([]);
  expect(leftOut).toMatchObject([{ name: 'env.A', action: 'failed', note: expect.stringContaining('config.toml:1:') }]);
  expect(read('.tenon/config.toml')).toBe('model = \n');
});

test('a client without the experimental API is sent what the peer sends', async () => {
  write('.claude/CLAUDE.md', 'Be brief.\n');
  await using host = await appServer({ home, userHome });
  const client = host.client();
  await client.initialize({ experimentalApi: false });
  const answer = await client.request('externalAgentConfig/detect', { includeHome: true });
  const description = `Import instructions of Claude Code from ${join(userHome, '.claude')}`;
  expect(answer).toEqual({ items: [{ itemType: 'AGENTS_MD', description, cwd: null, details: null }] });
  expect(await client.request('externalAgentConfig/import', { migrationItems: answer.items })).toEqual({});
  expect(read('.tenon/AGENTS.md')).toBe('Be brief.\n');
});

test('a relative folder is refused', async () => {
  await using host = await appServer({ home, userHome });
  const client = await host.ready();
  for (const [method, params] of [
    ['externalAgentConfig/detect', { cwds: ['work'] }],
    ['externalAgentConfig/import', { migrationItems: [{ itemType: 'SKILLS', description: 'x', cwd: 'work' }] }],
  ] as const) {
    expect((await client.refused(method, params)).data).toMatchObject({ code: 'path_not_absolute' });
  }
});
