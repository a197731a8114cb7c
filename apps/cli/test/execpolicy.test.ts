// tenon execpolicy check, beside what Codex 0.128 printed for the same files and commands.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import recorded from './fixtures/execpolicy-check.json' with { type: 'json' };
import { type World, world } from './program.ts';

function put(w: World, rules: Readonly<Record<string, string>>, folder = w.cwd): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(rules)) writeFileSync(join(folder, name), text);
}

test.each(recorded.cases)('$args: what the peer prints', async ({ args, stdout, code }) => {
  await using w = await world();
  put(w, recorded.rules);
  const ours = await w.run(['execpolicy', 'check', ...args]);
  expect({ stdout: ours.stdout, code: ours.code }).toEqual({ stdout, code });
  expect(ours.stderr).toMatch(code === 0 ? /^$/ : /^tenon: /);
});

test('without files it takes the rules in force, and tells of those that are not', async () => {
  await using w = await world();
  put(
    w,
    { 'x.rules': 'prefix_rule(pattern=["x"], decision="prompt")\n', 'broken.rules': 'oh no\n' },
    join(w.home, 'rules'),
  );
  put(w, { 'p.rules': 'prefix_rule(pattern=["x"], decision="forbidden")\n' }, join(w.cwd, '.codex/rules'));
  put(
    w,
    { 'requirements.toml': '[rules]\nprefix_rules = [{ pattern = [{ token = "y" }], decision = "forbidden" }]\n' },
    w.system,
  );
  const decision = async (...words: string[]) => {
    const { stdout, stderr } = await w.run(['execpolicy', 'check', ...words]);
    expect(stderr).toContain(`the rules of ${join(w.home, 'rules/broken.rules')} are not applied`);
    return JSON.parse(stdout).decision;
  };
  expect(await decision('x')).toBe('prompt');
  expect(await decision('y')).toBe('forbidden');
  expect(await decision('-c', `projects.${JSON.stringify(w.cwd)}.trust_level="trusted"`, 'x')).toBe('forbidden');
});

test('--explain says of each command what decides, and which rule would allow it', async () => {
  await using w = await world();
  put(w, { 'a.rules': 'prefix_rule(pattern=["apple"])\n' });
  const explain = async (...words: string[]) =>
    (await w.run(['execpolicy', 'check', '--explain', '-r', 'a.rules', '--', ...words])).stdout;
  const file = join(w.cwd, 'a.rules');
  expect(await explain('apple | rm -rf ./')).toBe(
    `apple      allow      rule apple (allow) of ${file}:1\nrm -rf ./  dangerous  \`rm\` removes by force or with all below\n\nIt is dangerous, and is asked for.\n`,
  );
  expect(await explain('apple pie')).toContain('Rules allow all of it');
  expect(await explain('ls', '-l')).toContain('It only reads');
  const unknown = await explain('npm test && ls');
  expect(unknown).toContain('prefix_rule(pattern=["npm", "test"], decision="allow")');
  expect(unknown).toContain('Every command that begins with `npm test`');
});
