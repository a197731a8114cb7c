import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ExecRuleSources } from '@tenon/plugin-api/exec-rules';
import { expect, test } from 'vitest';
import { RULES } from '../test/matrix.ts';
import { RulesInForce } from './rules-in-force.ts';

test('rules are read again only when their sources are another object, and each folder has its own', async () => {
  let sources: ExecRuleSources = RULES;
  const other: ExecRuleSources = { files: [], unreadable: [], required: null };
  const rules = new RulesInForce({
    read: async (cwd) => (cwd === '/other' ? other : sources),
    append: async () => 'unused',
  });
  const first = await rules.of('/ws');
  expect(first.prefixRules).toHaveLength(5);
  expect(await rules.of('/ws')).toBe(first);
  expect((await rules.of('/other')).prefixRules).toEqual([]);
  sources = { ...RULES, files: [...RULES.files, { file: '/broken.rules', text: 'oops(' }] };
  const second = await rules.of('/ws');
  expect(second).not.toBe(first);
  expect(second.prefixRules).toHaveLength(5);
});

test('what judges commands is loaded with the first command', async () => {
  const code = `
    import { registerHooks } from 'node:module';
    const seen = new Set();
    registerHooks({ load(url, context, next) { const found = /(web-tree-sitter|packages.execpolicy)/.exec(url); if (found) seen.add(found[1]); return next(url, context); } });
    const { createPolicy } = await import(${JSON.stringify(import.meta.resolve('./policy.ts'))});
    await import(${JSON.stringify(import.meta.resolve('./index.ts'))});
    const policy = createPolicy(undefined);
    const request = { approvalPolicy: 'on-request', profile: { type: 'disabled' }, withinProfile: true, cwd: '/', tmpdir: '/tmp' };
    await policy.decide({ ...request, action: { type: 'fileChange', changes: [], patch: '' } });
    const before = [...seen];
    const command = { type: 'command', argv: ['ls'], script: 'ls', cwd: '/', escalate: false, commandActions: [] };
    const { kind } = await policy.decide({ ...request, action: command });
    console.log(JSON.stringify({ before, kind, after: [...seen].sort() }));`;
  const args = ['--conditions=@tenon/source', '--input-type=module', '-e', code];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: import.meta.dirname });
  expect(JSON.parse(stdout)).toEqual({ before: [], kind: 'run', after: ['packages/execpolicy', 'web-tree-sitter'] });
});
