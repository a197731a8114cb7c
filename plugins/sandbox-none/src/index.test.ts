import type { Sandbox } from '@tenon/plugin-api/sandbox';
import type { SandboxPolicy } from '@tenon/protocol';
import { testPlugin } from '@tenon/testing/plugin';
import { createScope } from '@tenon/testing/scope';
import { expect, test } from 'vitest';
import plugin from './index.ts';

testPlugin(plugin);

const made = () => {
  const [contribution] = plugin.register({ config: undefined, needs: {} });
  return contribution?.make?.(createScope('host')) as Sandbox;
};
const command = { argv: ['ls'], cwd: '/ws' };
const request = (policy: SandboxPolicy) => ({ policy, cwd: '/ws', tmpdir: '/tmp' });

test.each<SandboxPolicy>([{ type: 'dangerFullAccess' }, { type: 'externalSandbox' }])(
  '$type needs no sandbox',
  (policy) => {
    expect(made().unavailable(policy)).toBeUndefined();
    expect(made().wrap(command, request(policy))).toBe(command);
  },
);

test.each<SandboxPolicy>([{ type: 'readOnly' }, { type: 'workspaceWrite' }])(
  '$type is refused for commands',
  (policy) => {
    expect(made().unavailable(policy)).toMatch(/^No sandbox is installed .*\.$/);
    expect(() => made().wrap(command, request(policy))).toThrow(
      expect.objectContaining({
        code: 'sandbox_unavailable',
        mend: expect.stringContaining('--sandbox danger-full-access'),
        plugin: 'tenon.sandbox-none',
      }),
    );
  },
);
