import { temporaryFolder, toolHarness } from '@tenon/testing/tool';
import { expect, test } from 'vitest';
import { ToolExecConfig } from './config.ts';
import { createExecTools } from './exec-tools.ts';

async function prepare(args: Record<string, unknown>, enabled = true) {
  await using folder = await temporaryFolder();
  await using harness = toolHarness({ cwd: folder.path });
  const { execCommand } = createExecTools(ToolExecConfig.parse({ exec_permission_approvals: enabled }));
  return await harness.prepare(execCommand, JSON.stringify({ cmd: 'ls', ...args }));
}

const asks = { sandbox_permissions: 'with_additional_permissions' };
const network = { additional_permissions: { network: { enabled: true } } };

test('what a command asks for goes to the gate', async () => {
  const asked = { network: { enabled: true }, file_system: { read: ['/r'], write: ['/w'] } };
  const { action } = await prepare({ ...asks, additional_permissions: asked, justification: 'May I?' });
  expect(action).toMatchObject({
    type: 'command',
    escalate: false,
    justification: 'May I?',
    additionalPermissions: { network: { enabled: true }, fileSystem: { read: ['/r'], write: ['/w'] } },
  });
  expect((await prepare({ additional_permissions: null })).action).not.toHaveProperty('additionalPermissions');
});

test.each<[Record<string, unknown>, string]>([
  [network, '`additional_permissions` requires `sandbox_permissions` set to `with_additional_permissions`'],
  [
    { ...network, sandbox_permissions: 'require_escalated' },
    '`additional_permissions` requires `sandbox_permissions` set to `with_additional_permissions`',
  ],
  [asks, 'missing `additional_permissions`; provide at least one of `network` or `file_system` when using'],
  [{ ...asks, additional_permissions: {} }, '`additional_permissions` must include at least one requested permission'],
  [
    { ...asks, additional_permissions: { file_system: { write: ['sub'] } } },
    'failed to parse function arguments: additional_permissions: the path "sub" of a permission profile cannot be used: it is relative',
  ],
  [{ ...asks, additional_permissions: { files: {} } }, 'additional_permissions: .*"files" is not known'],
  [{ ...asks, additional_permissions: 'all' }, 'additional_permissions: .*it is no object'],
])('%j is refused', async (args, message) => {
  await expect(prepare(args)).rejects.toThrow(new RegExp(message));
});

test.each([{ ...asks, ...network }, asks, network])('switched off, %j is refused', async (args) => {
  await expect(prepare(args, false)).rejects.toThrow(
    'additional permissions are disabled; enable `features.exec_permission_approvals` before using `with_additional_permissions`',
  );
});

test('the model is offered it only when it is switched on', () => {
  const offered = (exec_permission_approvals: boolean) =>
    JSON.stringify(createExecTools(ToolExecConfig.parse({ exec_permission_approvals })).execCommand.spec);
  expect(offered(true)).toContain('"additional_permissions":{"type":"object"');
  expect(offered(true)).toContain('with_additional_permissions');
  expect(offered(false)).not.toContain('additional_permissions');
});
