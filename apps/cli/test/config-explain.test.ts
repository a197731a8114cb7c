import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reply } from '@tenon/testing/model-server';
import { expect, test } from 'vitest';
import { type World, world } from './program.ts';

/** A file of the system's folder or of the project; gives its path. */
const put = (folder: string, name: string, text: string): string => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const trusting = (w: World) => `[projects.${JSON.stringify(w.cwd)}]\ntrust_level = "trusted"\n`;

test('explain names five layers, the requirements on top, and what won', async () => {
  await using w = await world();
  w.config(`\nsandbox_mode = "danger-full-access"\n${trusting(w)}`);
  const requirements = put(w.system, 'requirements.toml', 'allowed_sandbox_modes = ["read-only", "workspace-write"]\n');
  const managed = put(w.system, 'managed_config.toml', '# all\nsandbox_mode = "danger-full-access"\n');
  const system = put(w.system, 'config.toml', 'sandbox_mode = "workspace-write"\n');
  const project = put(join(w.cwd, '.codex'), 'config.toml', 'model = "m"\nsandbox_mode = "workspace-write"\n');
  const explain = ['config', 'explain', 'sandbox_mode', '-c', 'sandbox_mode=workspace-write'];

  const { stdout, stderr, code } = await w.run(explain);
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  expect(stdout.split('\n').map((line) => line.trim().split(/ {2,}/))).toEqual([
    ['sandbox_mode = "read-only"'],
    ['wins', 'requirements', requirements, '"read-only"'],
    ['overridden', 'managed', `${managed}:2:1`, '"danger-full-access"'],
    ['overridden', 'session', '-c sandbox_mode=…', '"workspace-write"'],
    ['overridden', 'project', `${project}:2:1`, '"workspace-write"'],
    ['overridden', 'user', `${join(w.home, 'config.toml')}:2:1`, '"danger-full-access"'],
    ['overridden', 'system', `${system}:1:1`, '"workspace-write"'],
    [`allowed: "read-only", "workspace-write" (${requirements})`],
    [''],
  ]);

  const json = JSON.parse((await w.run([...explain, '--json'])).stdout);
  expect(json).toMatchObject({ key: 'sandbox_mode', value: 'read-only', isSet: true, isKnown: true, ignored: [] });
  expect(json.sources.map(({ from }: { from: string }) => from)).toEqual([
    'requirements',
    'legacyManagedConfigTomlFromFile',
    'sessionFlags',
    'project',
    'user',
    'system',
  ]);
  // A thread is held to the same.
  expect((await w.run(['config', 'get', 'sandbox_mode'])).stdout).toBe('read-only\n');
});

test('what may be secret is shown to who asks for it', async () => {
  await using w = await world();
  w.config(`[model_providers.acme]
name = "Acme"
base_url = "https://acme.example"
experimental_bearer_token = "sk-1"
http_headers = { "X-Key" = "sk-2" }
[mcp_servers.docs]
command = "docs"
env = { KEY = "sk-3" }
[shell_environment_policy.set]
PLAIN = "sk-4"
[tenon.config."acme.jira"]
api_key = "sk-5"
api_key_env_var = "JIRA_KEY"
`);
  const all = [
    ['config', 'list'],
    ['config', 'list', '--json'],
    ['config', 'explain', 'model_providers'],
    [
      'config',
      'explain',
      'model_providers.acme.name',
      '-c',
      'model_providers.acme={name="B",experimental_bearer_token="sk-6"}',
    ],
    ['config', 'get', 'mcp_servers'],
  ];
  for (const args of all) {
    const { stdout, stderr, code } = await w.run(args);
    expect({ args, stderr, code }).toEqual({ args, stderr: '', code: 0 });
    expect(stdout).not.toContain('sk-');
  }
  const listed = (await w.run(['config', 'list'])).stdout;
  expect(listed).toContain('JIRA_KEY');
  expect(listed.match(/\(hidden\)/g)).toHaveLength(5);
  expect((await w.run(['config', 'list', '--show-secrets'])).stdout.match(/sk-\d/g)).toHaveLength(5);
  expect((await w.run(['config', 'get', 'mcp_servers.docs.env.KEY'])).stdout).toBe('sk-3\n');
});

const readMarker = (file: string): string => readFileSync(file, 'utf8');
const clone = '[tenon]\nplugins = ["./planted.mjs"]\n';
const planted = (marker: string) => `import { writeFileSync } from 'node:fs';
writeFileSync(${JSON.stringify(marker)}, 'it ran');
export default { id: 'planted', api: 'v1', register: () => [] };
`;

test('a file planted in a clone that nobody trusts has no effect, and none of its plugins is loaded', async () => {
  await using w = await world({ fallback: () => reply.text('hello') });
  const marker = join(w.home, 'marker');
  const file = put(join(w.cwd, '.tenon'), 'config.toml', `model = "planted"\n${clone}`);
  put(join(w.cwd, '.tenon'), 'planted.mjs', planted(marker));
  // A broken one has no effect either.
  put(join(w.cwd, '.codex'), 'config.toml', 'model = = "planted"\n');

  const { stdout } = await w.run(['plugins']);
  expect(stdout).toContain('tenon.tool-exec');
  expect(stdout).not.toContain('planted');
  expect((await w.run(['config', 'get', 'model'])).stdout).toBe('gpt-5.2-codex\n');
  await w.run(['config', 'schema']);
  const explained = (await w.run(['config', 'explain', 'model'])).stdout;
  expect(explained).toContain(`not read: ${file}\n`);
  expect(explained).toContain(`add [projects.${JSON.stringify(w.cwd)}] trust_level = "trusted"`);
  const ran = await w.run(['exec', '--json', 'hello']);
  expect(ran.code).toBe(0);
  expect(w.model.requests.at(-1)?.body.model).toBe('gpt-5.2-codex');
  expect(() => readMarker(marker)).toThrow('ENOENT');

  // Trusted, they have.
  put(join(w.cwd, '.codex'), 'config.toml', '');
  expect((await w.run(['config', 'set', `projects.${JSON.stringify(w.cwd)}.trust_level`, 'trusted'])).code).toBe(0);
  expect((await w.run(['plugins'])).stdout).toMatch(/planted +active/);
  expect(readMarker(marker)).toBe('it ran');
  expect((await w.run(['config', 'get', 'model'])).stdout).toBe('planted\n');
});

const unshare = process.getuid?.() === 0 ? ['unshare', '-u'] : ['unshare', '-Uru'];
const named = (host: string) => [...unshare, 'sh', '-c', `echo ${host} > /proc/sys/kernel/hostname && exec "$@"`, 'sh'];
const [program = '', ...rest] = [...named('a.example'), 'true'];
const possible = spawnSync(program, rest).status === 0;

// Skipped where a process may not have a name of its own for the machine.
test.skipIf(!possible)('remote_sandbox_config says what holds on a host of a name', async () => {
  await using w = await world();
  put(
    w.system,
    'requirements.toml',
    `allowed_sandbox_modes = ["read-only"]

[[remote_sandbox_config]]
hostname_patterns = ["devbox-*.corp.example.com"]
allowed_sandbox_modes = ["read-only", "workspace-write"]

[[remote_sandbox_config]]
hostname_patterns = ["runner-*.ci.example.com"]
allowed_sandbox_modes = ["read-only", "danger-full-access"]
`,
  );
  const on = async (host: string) => {
    const args = ['config', 'explain', 'sandbox_mode', '--json', '-c', 'sandbox_mode=workspace-write'];
    const { stdout, stderr } = await w.run(args, { by: named(host) });
    expect(stderr).toBe('');
    const { value, allowed } = JSON.parse(stdout);
    return [value, allowed.values];
  };
  expect(await on('laptop.example.com')).toEqual(['read-only', ['read-only']]);
  expect(await on('devbox-7.corp.example.com')).toEqual(['workspace-write', ['read-only', 'workspace-write']]);
  expect(await on('RUNNER-2.ci.example.com')).toEqual(['read-only', ['read-only', 'danger-full-access']]);
});
