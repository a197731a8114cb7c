// Requirements that a plugin brings, such as from a service of the organisation.
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from '@tenon/client';
import { expect, test } from 'vitest';
import { spawned } from './connections.ts';
import { world } from './program.ts';

const plugin = (read: string) => `
const point = { id: 'requirements', version: 'requirements/v1' };
export default {
  id: 'acme.requirements',
  api: 'v1',
  register: () => [
    { kind: 'member', point: point.id, version: point.version, name: 'acme cloud', make: () => ({ read: async () => ${read} }) },
  ],
};
`;

async function withPlugin(read: string) {
  const w = await world();
  writeFileSync(join(w.home, 'acme.mjs'), plugin(read));
  appendFileSync(join(w.home, 'config.toml'), '\n[tenon]\nplugins = ["./acme.mjs"]\n');
  return w;
}

test('they hold over configuration, threads and features, and come before the machine’s own', async () => {
  await using w = await withPlugin('({ allowed_sandbox_modes: ["read-only"], features: { shell_tool: false } })');
  await using client = await connect({ transport: spawned(w, '-c', 'sandbox_mode="danger-full-access"') });
  const { requirements } = await client.request('configRequirements/read', undefined);
  expect(requirements).toMatchObject({
    allowedSandboxModes: ['read-only'],
    featureRequirements: { shell_tool: false },
  });
  const started = await client.request('thread/start', { cwd: w.cwd });
  expect(started.sandbox).toMatchObject({ type: 'readOnly' });
  const refused = await client
    .request('turn/start', {
      threadId: started.thread.id,
      input: [{ type: 'text', text: 'x', text_elements: [] }],
      sandboxPolicy: { type: 'dangerFullAccess' },
    })
    .catch((error: unknown) => error);
  expect(String(refused)).toContain('(set by acme cloud)');
  // The feature that is switched off took its tool with it.
  const { data } = await client.request('experimentalFeature/list', {});
  expect(data.find(({ name }) => name === 'shell_tool')?.enabled).toBe(false);
});

test.each([
  ['cannot be asked', 'Promise.reject(new Error("no answer from acme"))', 'no answer from acme'],
  ['make no sense', '({ allowed_sandbox_modes: ["everything"] })', 'acme cloud'],
])('where they %s, no thread is opened', async (_, read, message) => {
  await using w = await withPlugin(read);
  await using client = await connect({ transport: spawned(w) });
  const failed = await client.request('thread/start', { cwd: w.cwd }).catch((error: unknown) => error);
  expect(String(failed)).toContain(message);
});
