// Rules about commands, from real files, through the real program.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { reply } from '@tenon/testing/model-server';
import { expect, test } from 'vitest';
import { Client } from './client.ts';
import { type World, world } from './program.ts';

const put = (file: string, text: string): string => {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
};

const call = (cmd: string) => [reply.call('exec_command', { cmd }), reply.text('done')];
const lastRequest = (w: World) => JSON.stringify(w.model.requests.at(-1)?.body);

test('a rule allows outside of the sandbox, another forbids, and that of the machine holds too', async () => {
  await using w = await world({
    replies: [...call('touch allowed.txt'), ...call('touch forbidden.txt --now'), ...call('ls && plum')],
  });
  put(
    join(w.home, 'rules/default.rules'),
    'prefix_rule(pattern=["touch"])\nprefix_rule(pattern=["touch", "forbidden.txt"], decision="forbidden", justification="not this one")\n',
  );
  put(join(w.system, 'rules/machine.rules'), 'prefix_rule(pattern=["plum"], decision="forbidden")\n');
  const client = new Client(w.spawn(['app-server']));
  await client.initialize();
  const thread = await client.thread({ approvalPolicy: 'untrusted', sandbox: 'read-only' });
  await client.turn(thread, 'one');
  expect(existsSync(join(w.cwd, 'allowed.txt'))).toBe(true);
  await client.turn(thread, 'two');
  expect(existsSync(join(w.cwd, 'forbidden.txt'))).toBe(false);
  expect(lastRequest(w)).toContain('rejected: not this one');
  await client.turn(thread, 'three');
  expect(lastRequest(w)).toContain('rejected: policy forbids commands starting with `plum`');
  expect(client.serverRequests).toEqual([]);
  expect(await client.close()).toBe(0);
});

test('a server: rules written while it runs hold from the next command on; nobody who is not trusted has any', async () => {
  await using w = await world({ replies: [...call('pear'), ...call('pear'), ...call('pear')] });
  const client = new Client(w.spawn(['app-server']));
  await client.initialize();
  const thread = await client.thread({ approvalPolicy: 'never', sandbox: 'danger-full-access' });
  put(
    join(w.cwd, '.codex/rules/p.rules'),
    'prefix_rule(pattern=["pear"], decision="forbidden", justification="ours")\n',
  );
  await client.turn(thread, 'one');
  expect(lastRequest(w)).not.toContain('rejected');
  put(join(w.home, 'rules/new.rules'), 'prefix_rule(pattern=["pear"], decision="prompt")\n');
  await client.turn(thread, 'two');
  expect(lastRequest(w)).toContain('approval required by policy, but AskForApproval is set to Never');
  put(join(w.home, 'rules/new.rules'), 'prefix_rule(pattern=["pear"], decision="forbidden", justification="pears")\n');
  await client.turn(thread, 'three');
  expect(lastRequest(w)).toContain('rejected: pears');
  expect(await client.close()).toBe(0);
});

test('files with errors are told on the wire, once for each content, and the others are in force', async () => {
  await using w = await world({ replies: call('plum') });
  const broken = put(join(w.home, 'rules/broken.rules'), '\nprefix_rule(pattern=[])\n');
  put(
    join(w.home, 'rules/good.rules'),
    'prefix_rule(pattern=["plum"], decision="forbidden", justification="no plums")\n',
  );
  const client = new Client(w.spawn(['app-server']));
  await client.initialize();
  const warnings = () =>
    client.notifications.filter(({ method }) => method === 'configWarning').map((one) => one.params);
  const start = () => client.thread({ approvalPolicy: 'never', sandbox: 'danger-full-access' });
  const thread = await start();
  await start();
  const at = { line: 2, column: 1 };
  const first = {
    summary: `Error parsing rules; the rules of ${broken} are not applied.`,
    details: `${broken}:2:1: prefix_rule: \`pattern\` is empty`,
    path: broken,
    range: { start: at, end: at },
  };
  expect(warnings()).toEqual([first]);
  await client.turn(thread, 'go');
  expect(lastRequest(w)).toContain('rejected: no plums');
  expect(warnings()).toEqual([first]);
  put(broken, 'nonsense(\n');
  await start();
  expect(warnings()).toHaveLength(2);
  expect(warnings()[1].path).toBe(broken);
  expect(await client.close()).toBe(0);
});

test('exec --ignore-rules does without rules files', async () => {
  await using w = await world({ replies: call('plum') });
  put(join(w.home, 'rules/default.rules'), 'prefix_rule(pattern=["plum"], decision="forbidden")\n');
  put(join(w.home, 'rules/broken.rules'), 'oops(\n');
  const { stderr } = await w.run(['exec', '--ignore-rules', '--sandbox', 'danger-full-access', 'hi']);
  expect(lastRequest(w)).toContain('plum');
  expect(lastRequest(w)).not.toContain('rejected');
  expect(stderr).not.toContain('Error parsing');
});

test.each([[[]], [['--json']]])('exec %s tells of them on standard error', async (options) => {
  await using w = await world({ fallback: () => reply.text('hello') });
  const broken = put(join(w.home, 'rules/broken.rules'), 'oops(\n');
  const { code, stderr, stdout } = await w.run(['exec', ...options, 'hi']);
  expect(code).toBe(0);
  expect(stderr.split(`Error parsing rules; the rules of ${broken} are not applied.`)).toHaveLength(2);
  expect(stdout).not.toContain('Error parsing');
});

test('requirements that make no sense let no command run', async () => {
  await using w = await world({ replies: call('ls') });
  const client = new Client(w.spawn(['app-server']));
  await client.initialize();
  const thread = await client.thread({ approvalPolicy: 'never', sandbox: 'danger-full-access' });
  put(join(w.system, 'requirements.toml'), '[rules]\nprefix_rules = 1\n');
  await client.turn(thread, 'go');
  expect(lastRequest(w)).toContain('requirements.toml');
  await client.close();
});
