import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecRules } from '@tenon/plugin-api/exec-rules';
import { expect, onTestFinished, test } from 'vitest';
import { POLICIES, PROFILES } from '../test/matrix.ts';
import { createPolicy } from './policy.ts';

/** Rules in one file. */
function oneFile(text: string) {
  const folder = mkdtempSync(join(tmpdir(), 'tenon-amend-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'default.rules');
  writeFileSync(file, text);
  const read = () => readFileSync(file, 'utf8');
  const rules: ExecRules = {
    read: async () => ({ files: [{ file, text: read() }], unreadable: [], required: null }),
    append: async (line) => {
      writeFileSync(file, `${read()}${line}\n`);
      return file;
    },
  };
  return { file, read, policy: createPolicy(rules) };
}
const place = { cwd: '/ws' };

test('a rule that is added holds for the next command', async () => {
  const { policy, file, read } = oneFile('# mine\n');
  const argv = ['/bin/bash', '-lc', 'npm test "$(pwd)"'];
  const decide = () =>
    policy.decide({
      action: { type: 'command', argv, script: argv[2] ?? '', cwd: '/ws', escalate: false, commandActions: [] },
      approvalPolicy: POLICIES.U,
      profile: PROFILES.ro,
      withinProfile: true,
      ...place,
      tmpdir: '/scratch',
      sandboxUnavailable: undefined,
    });
  expect((await decide()).kind).toBe('ask');
  expect(await policy.amend?.({ prefix: ['npm', 'test'], alsoAllows: [] }, place)).toBe(file);
  expect(await policy.amend?.({ prefix: ['pwd'], alsoAllows: [] }, place)).toBe(file);
  expect(read()).toBe(
    '# mine\nprefix_rule(pattern=["npm", "test"], decision="allow")\nprefix_rule(pattern=["pwd"], decision="allow")\n',
  );
  expect(await decide()).toMatchObject({ kind: 'run', profile: { type: 'disabled' } });
});

test.each([
  [[]],
  [['']],
  [['echo', 'a\nb']],
  [['echo', '\u001b[2J']],
  [['echo', '\u202egnp.exe']],
  [['python3']],
  [['/usr/bin/python3', '-c']],
  [['bash', '-lc', 'make']],
  [['git']],
  [['sudo']],
  [['env', 'A=b', 'sh']],
  [['rm', '-rf', 'build']],
])('no rule is added for %j', async (prefix) => {
  const { policy, read } = oneFile('');
  await expect(policy.amend?.({ prefix, alsoAllows: [] }, place)).rejects.toMatchObject({ code: 'amendment_invalid' });
  expect(read()).toBe('');
});

test('a rule in a file with an error is not in force, and that is said', async () => {
  const { policy, file } = oneFile('oops(\n');
  await expect(policy.amend?.({ prefix: ['npm', 'test'], alsoAllows: [] }, place)).rejects.toMatchObject({
    code: 'amendment_invalid',
    file,
    message: expect.stringMatching(/not in force/),
  });
});

test('without a provider of rules, none can be added', () => {
  expect(createPolicy(undefined).amend).toBeUndefined();
});
