import type { GrantedPermissions } from '@tenon/plugin-api/tool';
import { readAdditional } from '@tenon/sandboxing';
import { temporaryFolder, testTool, toolHarness } from '@tenon/testing/tool';
import { expect, test } from 'vitest';
import { grantText } from './request.ts';
import { requestPermissionsTool } from './tool.ts';

const permissions = { network: { enabled: true }, file_system: { write: ['/home/u/ws/extra'] } };
const input = JSON.stringify({ reason: 'need write', permissions });

testTool('request_permissions', {
  make: requestPermissionsTool,
  valid: input,
  invalid: ['{}', '{"permissions":7}', '{"permissions":{},"reason":"x"}', `{"permissions":{"network":true}}`],
});

async function call(args: unknown, granted?: GrantedPermissions) {
  await using folder = await temporaryFolder();
  await using harness = toolHarness({ cwd: folder.path, ...(granted && { granted }) });
  const prepared = await harness.prepare(requestPermissionsTool(), JSON.stringify(args));
  return { prepared, result: await prepared.run(harness.run), events: harness.events };
}

test('asks the gate, and has no item', async () => {
  const { prepared, events } = await call({ reason: 'need write', permissions });
  expect(prepared.action).toEqual({
    type: 'permissions',
    // As Codex sends it to a client.
    permissions: {
      network: { enabled: true },
      fileSystem: {
        read: null,
        write: ['/home/u/ws/extra'],
        entries: [{ path: { type: 'path', path: '/home/u/ws/extra' }, access: 'write' }],
      },
    },
    reason: 'need write',
  });
  expect(prepared.item).toBeUndefined();
  expect(events).toEqual([]);
  expect((await call({ permissions })).prepared.action).toMatchObject({ reason: null });
});

test('the model reads what was granted, as Codex says it', async () => {
  const granted = readAdditional({ file_system: { write: ['/home/u/ws/extra'] } });
  expect((await call({ permissions }, { permissions: granted, scope: 'session' })).result).toEqual({
    output: '{"permissions":{"network":null,"file_system":{"write":["/home/u/ws/extra"]}},"scope":"session"}',
  });
  expect((await call({ permissions })).result).toEqual({
    output: '{"permissions":{"network":null,"file_system":null},"scope":"turn"}',
  });
});

test('what lists cannot say is told as entries', () => {
  const denied = { path: { type: 'glob_pattern' as const, pattern: '/a/*.key' }, access: 'none' as const };
  const granted = readAdditional({ network: 'enabled', fileSystem: { read: ['/a'], entries: [denied] } });
  expect(JSON.parse(grantText({ permissions: granted, scope: 'turn' }))).toEqual({
    permissions: { network: { enabled: true }, file_system: { read: ['/a'], entries: [denied] } },
    scope: 'turn',
  });
});

test.each<[unknown, string, string]>([
  [{ permissions: {} }, 'request_empty', 'request_permissions requires at least one permission'],
  [{ permissions: { network: { enabled: false }, file_system: { read: [] } } }, 'request_empty', 'at least one'],
  [{}, 'arguments_invalid', 'failed to parse function arguments: expected an object with `permissions`'],
  [{ permissions: { fs: {} } }, 'arguments_invalid', 'failed to parse function arguments: .*"fs" is not known'],
  [{ permissions: { file_system: { write: ['extra'] } } }, 'arguments_invalid', '"extra" .* it is relative'],
  [{ permissions: { file_system: { read: ['~/x'] } } }, 'arguments_invalid', '"~/x" .* it is relative'],
  [{ permissions, reason: 7 }, 'arguments_invalid', '`reason`'],
])('%j is refused', async (args, code, message) => {
  await expect(call(args)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
});
