import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import { profileOfPolicy } from '@tenon/sandboxing';
import { createScope } from '@tenon/testing/scope';
import { temporaryFolder } from '@tenon/testing/tool';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SandboxLinuxConfig } from './config.ts';
import { createLinuxSandbox } from './linux-sandbox.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;

beforeEach(async () => {
  const script = (text: string) => `#!/bin/sh\n${text}\n`;
  folder = await temporaryFolder({
    failing: script('echo "bwrap: no such luck" >&2; exit 1'),
    counting: script(`echo x >> '\${0%/*}/count'; exec /usr/bin/bwrap "$@"`.replaceAll("'", '"')),
    'not-executable': '',
  });
  for (const name of ['failing', 'counting']) chmodSync(`${folder.path}/${name}`, 0o755);
});
afterEach(() => folder[Symbol.asyncDispose]());

const CONFINED = profileOfPolicy({ type: 'workspaceWrite' });
const made = (config: Partial<SandboxLinuxConfig>, scope = createScope('host')) =>
  createLinuxSandbox(SandboxLinuxConfig.parse({ mechanism: 'bubblewrap', ...config }), scope);
const wrap = (box: ReturnType<typeof made>) =>
  box.wrap({ argv: ['true'], cwd: '/' }, { profile: CONFINED, cwd: folder.path, tmpdir: '/tmp' });

test.each([
  ['not-there', 'not installed', 'package bubblewrap'],
  ['not-executable', 'not installed', 'package bubblewrap'],
  // The mend depends on the machine this runs on.
  ['failing', '(it said: bwrap: no such luck)', '. '],
])('%s: says what is missing, and never runs a command without it', (name, why, mend) => {
  const box = made({ bwrap: `${folder.path}/${name}` });
  expect(box.unavailable(CONFINED)).toContain(why);
  expect(box.unavailable(CONFINED)).toContain(mend);
  expect(box.unavailable({ type: 'disabled' })).toBeUndefined();
  expect(() => wrap(box)).toThrow(
    expect.objectContaining({ code: 'sandbox_unavailable', plugin: 'tenon.sandbox-linux', mend: expect.any(String) }),
  );
});

test('perl is needed too', () => {
  expect(made({ bwrap: `${folder.path}/counting`, path: [folder.path] }).unavailable(CONFINED)).toContain('sh, perl');
});

test('is tried once, at the first need, and what it opened is closed with its scope', async () => {
  const scope = createScope('host');
  const open = () => readdirSync('/proc/self/fd').length;
  const before = open();
  const box = made({ bwrap: `${folder.path}/counting` }, scope);
  expect(readdirSync(folder.path)).not.toContain('count');
  expect(box.unavailable(CONFINED)).toBeUndefined();
  await wrap(box);
  await wrap(box);
  expect(box.unavailable(CONFINED)).toBeUndefined();
  expect(readFileSync(`${folder.path}/count`, 'utf8')).toBe('x\n');
  expect(open()).toBe(before + 1);
  await scope[Symbol.asyncDispose]();
  expect(open()).toBe(before);
});
