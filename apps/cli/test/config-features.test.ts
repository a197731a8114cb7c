import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reply } from '@tenon/testing/model-server';
import { expect, test } from 'vitest';
import { Client } from './client.ts';
import { world } from './program.ts';

const toolsOf = (body: Record<string, unknown> | undefined) =>
  ((body?.tools ?? []) as { name: string }[]).map(({ name }) => name);

test('a feature that is off takes its tools with it, until a client that writes the file brings them back', async () => {
  await using w = await world({ fallback: () => reply.text('hello') });
  w.config(`${readFileSync(join(w.home, 'config.toml'), 'utf8')}\n[features]\ngoals = true\nnope = true\n`);
  expect((await w.run(['exec', 'hi'])).code).toBe(0);
  expect(toolsOf(w.model.requests.at(-1)?.body)).toContain('exec_command');
  expect((await w.run(['exec', '--disable', 'shell_tool', 'hi'])).code).toBe(0);
  expect(toolsOf(w.model.requests.at(-1)?.body)).not.toContain('exec_command');

  expect((await w.run(['features', 'disable', 'shell_tool'])).code).toBe(0);
  const client = new Client(w.spawn(['app-server']));
  await client.initialize();
  const enabled = async () => {
    const { data } = await client.request('experimentalFeature/list', {});
    return Object.fromEntries(data.map((one: { name: string; enabled: boolean }) => [one.name, one.enabled]));
  };
  expect(await enabled()).toMatchObject({ shell_tool: false });
  const warnings = client.notifications.filter(({ method }) => method === 'configWarning');
  expect(warnings.map(({ params }) => params.summary)).toEqual(
    expect.arrayContaining([
      'Unknown feature `nope` is ignored.',
      'Feature `goals` is not in this version of Tenon: the setting has no effect.',
    ]),
  );
  const edit = { keyPath: 'features.shell_tool', value: true, mergeStrategy: 'replace' };
  await client.request('config/value/write', edit);
  expect(await enabled()).toMatchObject({ shell_tool: true });
  await client.turn(await client.thread(), 'again');
  expect(toolsOf(w.model.requests.at(-1)?.body)).toContain('exec_command');
  expect(await client.close()).toBe(0);
});

test('features that let the model ask for more are off until somebody switches them on, which the next turn sees', async () => {
  await using w = await world({ fallback: () => reply.text('hello') });
  const offered = () => {
    const tools = (w.model.requests.at(-1)?.body.tools ?? []) as {
      name: string;
      parameters?: { properties: object };
    }[];
    const exec = tools.find(({ name }) => name === 'exec_command');
    return [
      tools.some(({ name }) => name === 'request_permissions'),
      Object.hasOwn(exec?.parameters?.properties ?? {}, 'additional_permissions'),
    ];
  };
  const client = new Client(w.spawn(['app-server']));
  await client.initialize();
  const thread = await client.thread();
  await client.turn(thread, 'hi');
  expect(offered()).toEqual([false, false]);
  for (const name of ['request_permissions_tool', 'exec_permission_approvals']) {
    const edit = { keyPath: `features.${name}`, value: true, mergeStrategy: 'replace' };
    await client.request('config/value/write', edit);
  }
  await client.turn(thread, 'again');
  expect(offered()).toEqual([true, true]);
  expect(await client.close()).toBe(0);
  expect((await w.run(['exec', '--disable', 'exec_permission_approvals', 'hi'])).code).toBe(0);
  expect(offered()).toEqual([true, false]);
});

test('features are listed with who decided, and switched in the file', async () => {
  await using w = await world();
  w.config('[features.multi_agent_v2]\nenabled = false\nmin_wait_timeout_ms = 5\n');
  mkdirSync(w.system);
  writeFileSync(join(w.system, 'requirements.toml'), '[features]\nshell_tool = true\n');
  const off = await w.run(['features', 'disable', 'shell_tool']);
  expect(off.code).toBe(0);
  expect(off.stderr).toContain('features.shell_tool is true all the same: requirements');
  expect((await w.run(['features', 'enable', 'multi_agent_v2'])).stderr).toContain('is not in this version of Tenon');
  expect(readFileSync(join(w.home, 'config.toml'), 'utf8')).toContain(
    '[features.multi_agent_v2]\nenabled = true\nmin_wait_timeout_ms = 5\n',
  );
  const { stdout } = await w.run(['features', 'list', '--json', '--disable', 'unified_exec']);
  const rows: { name: string }[] = JSON.parse(stdout);
  const of = (name: string) => rows.find((row) => row.name === name);
  expect(of('shell_tool')).toEqual({
    name: 'shell_tool',
    stage: 'stable',
    enabled: true,
    exists: true,
    decidedBy: 'requirements',
  });
  expect(of('unified_exec')).toMatchObject({ enabled: false, decidedBy: 'configuration' });
  expect(of('apps')).toMatchObject({ enabled: false, exists: false, decidedBy: null });
  expect((await w.run(['features', 'list'])).stdout).toMatch(/\nshell_tool +stable +on +requirements\n/);
  const unknown = await w.run(['features', 'enable', 'shell_tol']);
  expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('did you mean `shell_tool`?') });
});

test('strict refuses what nobody knows, and exec can do without the user`s file', async () => {
  await using w = await world({ fallback: () => reply.text('hello') });
  const provider = readFileSync(join(w.home, 'config.toml'), 'utf8');
  w.config(`modle = "x"\n${provider}`);
  const refused = await w.run(['exec', '--strict-config', 'hi']);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('modle: no such key. Did you mean `model`?');
  expect((await w.run(['exec', 'hi'])).code).toBe(0);
  const client = new Client(w.spawn(['app-server', '--strict-config']));
  await client.initialize();
  await expect(client.request('thread/start', {})).rejects.toThrow('no such key');
  await client.close();

  w.config(`model = = broken\n${provider}`);
  const { baseUrl } = w.model;
  const without = ['--ignore-user-config', '-c', `model_providers.m={name="m", base_url="${baseUrl}"}`];
  expect((await w.run(['exec', ...without, '-c', 'model_provider=m', '-m', 'gpt-5.4', 'hi'])).code).toBe(0);
  expect(w.model.requests.at(-1)?.body.model).toBe('gpt-5.4');
  expect((await w.run(['exec', 'hi'])).code).toBe(1);
});

test('init makes what is not there, and says what it did', async () => {
  await using w = await world();
  const env = { TENON_HOME: join(w.home, 'new') };
  const file = join(env.TENON_HOME, 'config.toml');
  const first = await w.run(['init', '--project'], { env });
  expect(first).toMatchObject({ code: 0, stderr: '' });
  expect(first.stdout).toContain(`made ${file}\n`);
  expect(first.stdout).toContain('OPENAI_API_KEY is not set');
  expect(first.stdout).toContain(`tenon config set 'projects.${JSON.stringify(w.cwd)}.trust_level' trusted`);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(existsSync(join(w.cwd, '.tenon/config.toml'))).toBe(true);

  // Every setting that it proposes is one.
  const text = readFileSync(file, 'utf8');
  const proposed = text.replaceAll(/^# (?=\[|\w+ = )/gm, '');
  writeFileSync(file, proposed);
  const strict = await w.run(['config', 'list', '--strict-config', '-p', 'careful'], { env });
  expect(strict).toMatchObject({ code: 0, stderr: '' });
  expect(strict.stdout).toContain('approval_policy = "untrusted"');
  const again = await w.run(['init', '--project'], { env: { ...env, OPENAI_API_KEY: 'sk-1' } });
  expect(again.stdout.match(/is there already: it stays as it is/g)).toHaveLength(2);
  expect(again.stdout).toContain('OPENAI_API_KEY is set');
  expect(readFileSync(file, 'utf8')).toBe(proposed);
});
