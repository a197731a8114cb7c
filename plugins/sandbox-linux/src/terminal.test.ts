import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { SandboxPolicy } from '@tenon/protocol';
import { profileOfPolicy } from '@tenon/sandboxing';
import { createScope } from '@tenon/testing/scope';
import { temporaryFolder } from '@tenon/testing/tool';
import { expect, test } from 'vitest';
import { SandboxLinuxConfig } from './config.ts';
import { createLinuxSandbox } from './linux-sandbox.ts';

const quoted = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`;

test.each<[SandboxLinuxConfig['mechanism'], SandboxPolicy['type']]>([
  ['bubblewrap', 'readOnly'],
  ['bubblewrap', 'workspaceWrite'],
  ['landlock', 'workspaceWrite'],
])('in a terminal, Ctrl-C is for the command to decide on (%s, %s)', async (mechanism, type) => {
  await using folder = await temporaryFolder();
  await using scope = createScope('host');
  const box = createLinuxSandbox(SandboxLinuxConfig.parse({ mechanism }), scope);
  const script = 'trap "echo caught; trap - INT; kill -INT \\$\\$" INT; echo ready; while :; do sleep 0.05; done';
  const command = { argv: ['/bin/sh', '-c', script], cwd: folder.path, tty: { columns: 80, rows: 24 } };
  const { argv } = await box.wrap(command, {
    profile: profileOfPolicy({ type } as SandboxPolicy),
    cwd: folder.path,
    tmpdir: '/tmp',
  });
  // script(1) runs it in a terminal, and types there what it is given.
  const line = `exec ${argv.map(quoted).join(' ')}`;
  const child = spawn('script', ['-qec', line, '/dev/null'], {
    cwd: folder.path,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk;
    if (output.includes('ready') && !output.includes('^C')) child.stdin.write('\x03');
  });
  const [code] = await once(child, 'exit');
  expect(output).toContain('caught');
  expect(code).toBe(130);
});
