// Commands of the model, confined by bubblewrap as the program is installed.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { reply } from '@tenon/testing/model-server';
import { expect, onTestFinished, test } from 'vitest';
import { world } from './program.ts';

const hasBubblewrap = spawnSync('bwrap', ['--unshare-all', '--ro-bind', '/', '/', 'true']).status === 0;

test('workspace-write: the workspace is written, nothing else is, and there is no network', async ({ skip }) => {
  skip(!hasBubblewrap, 'bubblewrap is not installed, or does not work here');
  // Neither /tmp nor $TMPDIR, which may be written.
  const outside = mkdtempSync('/var/tmp/tenon-outside-');
  onTestFinished(() => rmSync(outside, { recursive: true, force: true }));
  const script = `echo in > inside.txt; echo out > ${outside}/out.txt; echo x > .git/planted; (echo > /dev/tcp/127.0.0.1/$MODEL_PORT && echo reached) 2>&1; echo end`;
  await using w = await world({ replies: [reply.call('exec_command', { cmd: script }), reply.text('done')] });
  const { code, stderr } = await w.run(['exec', '--full-auto', 'do it'], {
    // What listens there, outside.
    env: { TMPDIR: '/tmp', MODEL_PORT: new URL(w.model.baseUrl).port },
  });
  expect(code).toBe(0);
  expect(stderr).toContain('Read-only file system');
  expect(readFileSync(join(w.cwd, 'inside.txt'), 'utf8')).toBe('in\n');
  expect(existsSync(join(outside, 'out.txt'))).toBe(false);
  expect(existsSync(join(w.cwd, '.git/planted'))).toBe(false);
  const output = JSON.stringify(w.model.requests.at(-1)?.body);
  expect(output).toContain('end');
  expect(output).toMatch(/Connection refused|Network is unreachable/);
  expect(output).not.toContain('reached\\n');
});

test('read-only: nothing is written', async ({ skip }) => {
  skip(!hasBubblewrap, 'bubblewrap is not installed, or does not work here');
  await using w = await world({
    replies: [reply.call('exec_command', { cmd: 'touch inside.txt; ls /' }), reply.text('done')],
  });
  expect((await w.run(['exec', '--sandbox', 'read-only', 'do it'])).code).toBe(0);
  expect(existsSync(join(w.cwd, 'inside.txt'))).toBe(false);
  expect(JSON.stringify(w.model.requests.at(-1)?.body)).toContain('Read-only file system');
});
