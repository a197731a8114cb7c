import { expect, test } from 'vitest';
import { mcpServer } from './mcp-server.ts';

const of = (name: string) => `\${${name}}`;

test.each([
  [{ command: 'a', cwd: '/w', timeout: 5 }, { command: 'a', cwd: '/w' }, ['left out: timeout']],
  [{ command: 'a', env: { A: 'v', B: of('B') } }, { command: 'a', env: { A: 'v' }, env_vars: ['B'] }, []],
  [{ url: 'https://x' }, { url: 'https://x' }, []],
  [
    { type: 'http', url: 'https://x', headers: { authorization: `Bearer ${of('T')}`, 'X-A': of('A'), 'X-B': 'b' } },
    { url: 'https://x', bearer_token_env_var: 'T', env_http_headers: { 'X-A': 'A' }, http_headers: { 'X-B': 'b' } },
    [],
  ],
])('%j becomes a server', (server, value, notes) => {
  expect(mcpServer(server, true)).toEqual({ value, notes });
});

test.each([
  [{}, 'neither a command nor a URL'],
  [{ command: '' }, 'neither a command nor a URL'],
  [{ command: 'a', args: [1] }, 'args'],
  [{ command: 'a', args: [of('X')] }, 'nothing puts in'],
  [{ command: 'a', env: [] }, 'env is no table'],
  [{ command: 'a', env: { A: of('B') } }, 'env.A'],
  [{ command: 'a', env: { A: of('A:-x') } }, 'env.A'],
  [{ command: 'a', cwd: 1 }, 'cwd'],
  [{ type: 'http', url: 1 }, 'no URL'],
  [{ url: `https://${of('HOST')}` }, 'its URL'],
  [{ url: 'https://x', headers: { A: `Basic ${of('A')}` } }, 'the header A'],
  [{ type: 'ws', url: 'wss://x' }, 'type ws'],
  [{ type: 7 }, 'its type'],
])('%j is told why not', (server, reason) => {
  expect(mcpServer(server, true)).toContain(reason);
});

test('values that may be secrets stay out of what is shared', () => {
  expect(mcpServer({ command: 'a', env: { A: 'secret', B: of('B') } }, false)).toEqual({
    value: { command: 'a', env_vars: ['A', 'B'] },
    notes: ['values of variables are written to your own files only: set A in your environment'],
  });
  const refused = mcpServer({ url: 'https://x', headers: { A: 'secret' } }, false);
  expect(refused).toContain('the header A');
  expect(refused).not.toContain('secret');
});
