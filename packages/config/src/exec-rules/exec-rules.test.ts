import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { execRuleFiles } from './exec-rule-files.ts';

/** A home, a machine's folder and a project that is trusted, or not. */
function world({ trusted = true } = {}) {
  const root = mkdtempSync(join(tmpdir(), 'tenon-rules-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const [home, system, project] = ['home', 'etc', 'project'].map((name) => join(root, name)) as [
    string,
    string,
    string,
  ];
  const put = (file: string, text: string) => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  };
  mkdirSync(join(project, '.git'), { recursive: true });
  const level = trusted ? 'trusted' : 'untrusted';
  put(join(home, 'config.toml'), `[projects.${JSON.stringify(project)}]\ntrust_level = "${level}"\n`);
  const cwd = join(project, 'deep', 'down');
  mkdirSync(cwd, { recursive: true });
  return { root, home, system, project, cwd, put, rules: execRuleFiles({ home, system }) };
}

const names = (files: readonly { readonly file: string }[]) => files.map(({ file }) => basename(file));

test('rules come from the system, the home and a trusted project, the nearest folder last', async () => {
  const { home, system, project, cwd, put, rules } = world();
  expect(await rules.read(cwd)).toEqual({ files: [], unreadable: [], required: null });
  const files = [
    put(join(system, 'rules/machine.rules'), '# machine'),
    put(join(home, 'rules/a.rules'), '# a'),
    put(join(home, 'rules/b.rules'), '# b'),
    put(join(project, '.codex/rules/project.rules'), '# project'),
    put(join(project, 'deep/.tenon/rules/deep.rules'), '# deep'),
  ];
  put(join(home, 'rules/notes.md'), 'no rules');
  put(join(project, '../.codex/rules/above.rules'), '# of no folder of the project');
  expect(await rules.read(cwd)).toEqual({
    files: files.map((file) => ({ file, text: readFileSync(file, 'utf8') })),
    unreadable: [],
    required: null,
  });
  expect(names((await rules.read(project)).files)).toEqual(['machine.rules', 'a.rules', 'b.rules', 'project.rules']);
});

test('nothing is read of a project that is not trusted, until it is', async () => {
  const { home, project, cwd, put, rules } = world({ trusted: false });
  put(join(project, '.codex/rules/project.rules'), '# project');
  expect((await rules.read(cwd)).files).toEqual([]);
  put(join(home, 'config.toml'), `[projects.${JSON.stringify(project)}]\ntrust_level = "trusted"\n`);
  expect(names((await rules.read(cwd)).files)).toEqual(['project.rules']);
});

test('what administrators require comes along, with the file that says so', async () => {
  const { home, system, cwd, put } = world();
  const file = put(
    join(system, 'requirements.toml'),
    '[rules]\nprefix_rules = [{ pattern = [{ token = "rm" }, { any_of = ["-r", "-f"] }], decision = "forbidden" }]\n',
  );
  const elsewhere = [
    {
      name: 'org',
      requirements: { rules: { prefix_rules: [{ pattern: [{ token: 'x' }], decision: 'prompt' as const }] } },
    },
  ];
  let more: typeof elsewhere = [];
  const rules = execRuleFiles({ home, system, requirements: () => more });
  const { required } = await rules.read(cwd);
  expect(required?.file).toBe(file);
  expect(required?.rules).toMatchObject([
    { pattern: [{ token: 'rm' }, { any_of: ['-r', '-f'] }], decision: 'forbidden' },
  ]);
  more = elsewhere;
  expect((await rules.read(cwd)).required?.file).toBe('org');
  put(file, '[rules]\nprefix_rules = 1\n');
  more = [];
  await expect(rules.read(cwd)).rejects.toMatchObject({ code: 'config_invalid', file });
});

test('the object is the same as long as nothing changed, and another as soon as something did', async () => {
  const { home, cwd, put, rules } = world();
  const file = put(join(home, 'rules/default.rules'), 'prefix_rule(pattern=["a"])\n');
  const first = await rules.read(cwd);
  expect(await rules.read(cwd)).toBe(first);
  await sleep(150);
  expect(await rules.read(cwd)).toBe(first);
  expect(await rules.read(cwd)).toBe(first);
  // As long as before: only its time tells.
  put(file, 'prefix_rule(pattern=["b"])\n');
  const second = await rules.read(cwd);
  expect(second.files[0]?.text).toContain('"b"');
  put(file, 'prefix_rule(pattern=["c"])\n');
  expect((await rules.read(cwd)).files[0]?.text).toContain('"c"');
  rmSync(file);
  expect((await rules.read(cwd)).files).toEqual([]);
});

test('a file that cannot be read is named, and the others are read', async () => {
  const { home, cwd, put, rules } = world();
  put(join(home, 'rules/good.rules'), '# good');
  mkdirSync(join(home, 'rules/folder.rules'));
  writeFileSync(join(home, 'rules/latin.rules'), Buffer.from([0x23, 0xe9]));
  const { files, unreadable } = await rules.read(cwd);
  expect(names(files)).toEqual(['good.rules']);
  expect(names(unreadable)).toEqual(['folder.rules', 'latin.rules']);
  expect(unreadable[1]?.message).toMatch(/^cannot read .*latin\.rules: it is not UTF-8$/);
});

test('a project’s rules that really are where commands may write are not in force, and named', async () => {
  const { home, project, cwd, put, rules } = world();
  const planted = put(join(project, 'rules/planted.rules'), '# planted');
  const kept = put(join(project, '.codex/shared/kept.rules'), '# kept');
  const folder = join(project, '.codex/rules');
  put(join(folder, 'own.rules'), '# own');
  symlinkSync(planted, join(folder, 'linked.rules'));
  symlinkSync(kept, join(folder, 'kept.rules'));
  mkdirSync(join(project, 'deep/.tenon'));
  symlinkSync(dirname(planted), join(project, 'deep/.tenon/rules'));
  put(join(home, 'dotfiles/a.rules'), '# a');
  symlinkSync(join(home, 'dotfiles'), join(home, 'rules'));
  const { files, unreadable } = await rules.read(cwd);
  expect(names(files)).toEqual(['a.rules', 'kept.rules', 'own.rules']);
  expect(names(unreadable)).toEqual(['linked.rules', 'planted.rules']);
  expect(unreadable[0]?.message).toContain(planted);
});

test('files can be left out; what is required cannot', async () => {
  const { home, system, cwd, put } = world();
  put(join(home, 'rules/default.rules'), '# mine');
  const file = put(
    join(system, 'requirements.toml'),
    '[rules]\nprefix_rules = [{ pattern = [{ token = "rm" }], decision = "prompt" }]\n',
  );
  const { files, required } = await execRuleFiles({ home, system, ignoreFiles: true }).read(cwd);
  expect([files, required?.file]).toEqual([[], file]);
});

test('append makes the folder and the file, keeps what is there, and adds a line once', async () => {
  const { home, cwd, put, rules } = world();
  const file = join(home, 'rules/default.rules');
  const line = 'prefix_rule(pattern=["npm", "test"], decision="allow")';
  await rules.read(cwd);
  expect(await rules.append(line)).toBe(file);
  expect((await rules.read(cwd)).files).toEqual([{ file, text: `${line}\n` }]);
  put(file, '# mine\r\nprefix_rule(pattern=["a"])');
  await rules.append(line);
  await rules.append(line);
  expect(readFileSync(file, 'utf8')).toBe(`# mine\r\nprefix_rule(pattern=["a"])\n${line}\n`);
  expect(readdirSync(join(home, 'rules'))).toEqual(['default.rules']);
});

test('append keeps a link a link, also one that leads nowhere yet', async () => {
  const { root, home, rules } = world();
  const target = join(root, 'dotfiles.rules');
  mkdirSync(join(home, 'rules'), { recursive: true });
  symlinkSync(target, join(home, 'rules/default.rules'));
  await rules.append('prefix_rule(pattern=["a"])');
  await rules.append('prefix_rule(pattern=["b"])');
  expect(readFileSync(target, 'utf8')).toBe('prefix_rule(pattern=["a"])\nprefix_rule(pattern=["b"])\n');
});

test('append refuses what is no line, and says what keeps it from writing', async () => {
  const { home, rules } = world();
  for (const line of ['', '  ', 'a\nb', 'a\u001b[0m', 'a\u0000'])
    await expect(rules.append(line)).rejects.toMatchObject({ code: 'exec_rule_invalid' });
  writeFileSync(join(home, 'rules'), 'in the way');
  await expect(rules.append('x')).rejects.toMatchObject({ code: 'config_unwritable' });
});

test('several processes append at once, and no line is lost; another reader sees them all', async () => {
  const { home, cwd, rules } = world();
  await rules.read(cwd);
  const module = JSON.stringify(import.meta.resolve('./exec-rule-files.ts'));
  const writer = (name: string) => `
    const { execRuleFiles } = await import(${module});
    const rules = execRuleFiles({ home: ${JSON.stringify(home)} });
    for (let n = 0; n < 10; n += 1) await rules.append('prefix_rule(pattern=["${name}", "' + n + '"])');`;
  const args = (name: string) => ['--conditions=@tenon/source', '--input-type=module', '-e', writer(name)];
  await Promise.all(['a', 'b', 'c'].map((name) => promisify(execFile)(process.execPath, args(name))));
  const lines = (await rules.read(cwd)).files[0]?.text.trimEnd().split('\n') ?? [];
  const expected = ['a', 'b', 'c'].flatMap((name) =>
    Array.from({ length: 10 }, (_, n) => `prefix_rule(pattern=["${name}", "${n}"])`),
  );
  expect(lines.toSorted()).toEqual(expected.toSorted());
});
