import { type ClientMethod, experimentalMethods, paramsSchemas } from '@tenon/protocol';
import { expect, test } from 'vitest';
import { handlers } from '../src/handlers.ts';
import { unsupportedMethods } from '../src/unsupported-methods.ts';
import { appServer } from './server.ts';

const methods = Object.keys(paramsSchemas) as ClientMethod[];
const unsupported = Object.keys(unsupportedMethods) as (keyof typeof unsupportedMethods)[];

test('each method is in exactly one of both tables', () => {
  expect([...Object.keys(handlers), ...unsupported].sort()).toEqual([...methods].sort());
});

test('the page that lists what is unsupported is true (vitest run -u writes it)', async () => {
  const lines = unsupported.map((method) => `| \`${method}\` | ${unsupportedMethods[method]} |`);
  const page = `# Methods that answer "unsupported"

A test of \`@tenon/app-server\` writes this page from its table. Of ${methods.length} methods, ${methods.length - lines.length} have a handler.

| method | what is missing |
| --- | --- |
${lines.join('\n')}
`;
  await expect(page).toMatchFileSnapshot('../../../docs/unsupported.md');
});

test('a method without a handler says what is missing, whatever its params', async () => {
  await using host = await appServer();
  const client = await host.ready();
  expect(unsupported.length).toBeGreaterThan(0);
  for (const method of unsupported) {
    expect(await client.refused(method)).toEqual({
      code: -32600,
      message: `${method} is unsupported in this version: ${unsupportedMethods[method]}`,
      data: { code: 'unsupported', mend: expect.stringContaining(method) },
    });
  }
});

test('an experimental method is refused to a client that did not ask for them', async () => {
  await using host = await appServer();
  const client = host.client();
  await client.initialize({ experimentalApi: false });
  for (const method of Object.keys(experimentalMethods)) {
    expect(await client.refused(method)).toEqual({
      code: -32600,
      message: `${method} requires experimentalApi capability`,
    });
  }
});
