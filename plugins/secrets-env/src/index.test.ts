import type { Secrets } from '@tenon/plugin-api/secrets';
import { testPlugin } from '@tenon/testing/plugin';
import { createScope } from '@tenon/testing/scope';
import { expect, test } from 'vitest';
import { SecretsEnvConfig } from './config.ts';
import plugin from './index.ts';

testPlugin(plugin, { config: { env: { KEY: 'k' } }, invalidConfig: { env: { KEY: 5 } } });

test('gives what is set; nothing for what is empty, missing or inherited', async () => {
  const { value: config } = SecretsEnvConfig['~standard'].validate({
    env: { KEY: 'k', EMPTY: '', GONE: undefined },
  }) as {
    value: { env: Record<string, string> };
  };
  const [contribution] = plugin.register({ config, needs: {} });
  const made = contribution?.make?.(createScope('test')) as Secrets;
  expect(await Promise.all(['KEY', 'EMPTY', 'GONE', 'OTHER', 'toString'].map((name) => made.get(name)))).toEqual([
    'k',
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
