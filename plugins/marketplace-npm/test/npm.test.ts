import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { Config } from '../src/config.ts';
import { npmMarketplaces } from '../src/npm-marketplaces.ts';
import { registry, sha512 } from './registry.ts';

type Registry = Awaited<ReturnType<typeof registry>>;
const { signal } = new AbortController();
let folders = 0;

const make = (npmrc: Record<string, string>, options: Record<string, unknown> = {}) =>
  npmMarketplaces(Config.parse({ npmrc, ...options }), signal);

/** The version of `p` that is fetched. */
async function fetched(
  server: Registry,
  source: { package?: string; version?: string } = {},
  options: Record<string, unknown> = {},
) {
  folders += 1;
  const into = await server.empty(`${folders}`);
  const kind = make({ registry: server.url }, options);
  return await kind.fetch({ type: 'npm', package: 'p', ...source }, { into, root: '/none', signal });
}

test('a package is fetched with its integrity, its version made exact', async () => {
  await using server = await registry();
  const archive = server.publish('@acme/one', '1.2.0');
  const found = await fetched(server, { package: '@acme/one' });
  expect(found).toEqual({
    type: 'npm',
    path: expect.stringMatching(/package\.tgz$/),
    source: { type: 'npm', package: '@acme/one', version: '1.2.0', registry: server.url },
    integrity: sha512(archive),
  });
  expect(await readFile(found.path)).toEqual(archive);
});

test('tags and ranges mean what they do to npm', async () => {
  await using server = await registry();
  for (const version of ['1.0.0', '1.1.0', '1.2.0', '2.0.0-beta.1', '2.0.0']) server.publish('p', version);
  server.publish('p', '1.3.0', { deprecated: 'broken' });
  server.tag('p', 'latest', '1.1.0');
  server.tag('p', 'next', '2.0.0-beta.1');
  const version = async (wanted?: string) => {
    const { source } = await fetched(server, wanted === undefined ? {} : { version: wanted });
    return source.type === 'npm' ? source.version : undefined;
  };
  expect(await version()).toBe('1.1.0');
  expect(await version('^1')).toBe('1.1.0');
  expect(await version('>1.1.0 <2')).toBe('1.2.0');
  expect(await version('~1.3')).toBe('1.3.0');
  expect(await version('2')).toBe('2.0.0');
  expect(await version('next')).toBe('2.0.0-beta.1');
  expect(await version('1.0.0')).toBe('1.0.0');
  for (const none of ['3', 'none', '__proto__', 'constructor', '../x'])
    await expect(fetched(server, { version: none })).rejects.toMatchObject({ code: 'version_not_found' });
});

test('a scope is a marketplace: its packages with the keyword, at the range that is asked for', async () => {
  await using server = await registry();
  server.publish('@acme/two.js', '2.0.0');
  server.publish('@acme/one', '1.0.0');
  server.publish('@acme/library', '1.0.0', {}, ['library']);
  server.publish('@other/x', '1.0.0');
  for (let index = 0; index < 300; index++) server.publish(`noise-${index}`, '1.0.0');
  server.publish('@acme/zzz', '1.0.0');
  const kind = make({ '@acme:registry': server.url, registry: 'http://127.0.0.1:1/' });
  const into = await server.empty('i');
  const first = await kind.refresh({ source: '@acme', ref: '^1' }, { into, signal });
  expect(first.root).toBe(into);
  const { marketplace, problems } = await kind.list(into, signal);
  expect(problems).toEqual([]);
  expect(marketplace).toMatchObject({ name: 'acme', displayName: '@acme' });
  expect(marketplace?.entries.map(({ name, source, description }) => [name, source, description])).toEqual([
    ['one', { type: 'npm', package: '@acme/one', version: '^1' }, 'about @acme/one'],
    ['two-js', { type: 'npm', package: '@acme/two.js', version: '^1' }, 'about @acme/two.js'],
    ['zzz', { type: 'npm', package: '@acme/zzz', version: '^1' }, 'about @acme/zzz'],
  ]);

  const again = { into: await server.empty('j'), revision: first.revision ?? '', signal };
  expect(await kind.refresh({ source: '@acme', ref: '^1' }, again)).toEqual({ revision: first.revision });
  expect(await readdir(again.into)).toEqual([]);
  server.publish('@acme/three', '1.0.0');
  expect(await kind.refresh({ source: '@acme', ref: '^1' }, again)).toMatchObject({ root: again.into });
});

test('a scope whose packages say very much of themselves can still be listed', async () => {
  await using server = await registry();
  for (let index = 0; index < 120; index++) server.publish(`@acme/p${index}-long`, '1.0.0');
  const into = await server.empty('i');
  const kind = make({ registry: server.url });
  await kind.refresh({ source: '@acme' }, { into, signal });
  expect((await kind.list(into, signal)).marketplace?.entries.length).toBe(120);
});

test('a token goes to its registry, and no further', async () => {
  await using server = await registry();
  await using elsewhere = await registry();
  server.publish('@acme/one', '1.0.0');
  const archive = elsewhere.publish('@acme/one', '1.0.0');
  server.publish('@acme/away', '1.0.0', { archive, tarball: `${elsewhere.url}@acme/one/-/1.0.0.tgz` });
  server.answer((request, response) => {
    if (request.headers.authorization !== 'Bearer t0ken') return !!response.writeHead(401).end();
    if (!request.url?.endsWith('1.0.0.tgz')) return false;
    return !!response.writeHead(302, { location: `${elsewhere.url}@acme/one/-/1.0.0.tgz` }).end();
  });
  const fetch = async (name: string, npmrc: Record<string, string>) => {
    folders += 1;
    const context = { into: await server.empty(`t${folders}`), root: '/none', signal };
    return await make({ '@acme:registry': server.url, ...npmrc }).fetch({ type: 'npm', package: name }, context);
  };
  await expect(fetch('@acme/one', {})).rejects.toMatchObject({
    code: 'registry_refused',
    mend: expect.stringContaining('_authToken'),
  });
  for (const key of [
    `//${server.host}/npm/:_authToken`,
    `//${server.host}/:_authToken`,
    `//${server.host}/npm:_authToken`,
  ])
    expect(await fetch('@acme/one', { [key]: 't0ken' })).toMatchObject({ integrity: sha512(archive) });
  await expect(fetch('@acme/one', { [`//${server.host}/other/:_authToken`]: 't0ken' })).rejects.toMatchObject({
    code: 'registry_refused',
  });
  await fetch('@acme/away', { [`//${server.host}/npm/:_authToken`]: 't0ken' });
  expect(elsewhere.requests.length).toBe(4);
  for (const { authorization } of elsewhere.requests) expect(authorization).toBeUndefined();
});

test('an archive that is not what the registry says is refused', async () => {
  await using server = await registry();
  const other = sha512(Buffer.from('other'));
  server.publish('p', '1.0.0', { integrity: other });
  await expect(fetched(server)).rejects.toMatchObject({ code: 'integrity_mismatch' });
  for (const integrity of [null, '', 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=', 'md5-x']) {
    server.publish('p', '1.0.0', { integrity });
    await expect(fetched(server)).rejects.toMatchObject({ code: 'integrity_missing' });
  }
  // The strongest counts, and one of several of it is enough.
  const archive = server.publish('p', '1.0.0');
  server.publish('p', '1.0.0', { integrity: `sha1-x ${other} ${sha512(archive)}?a` });
  expect(await fetched(server)).toMatchObject({ integrity: sha512(archive) });
  server.publish('p', '1.0.0', { integrity: `sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU= ${other}` });
  await expect(fetched(server)).rejects.toMatchObject({ code: 'integrity_mismatch' });
});

test('what is too large is not kept on reading', async () => {
  await using server = await registry();
  server.publish('p', '1.0.0', { archive: Buffer.alloc(100_000) });
  await expect(fetched(server, {}, { max_bytes: 50_000 })).rejects.toMatchObject({ code: 'too_large' });
  await expect(fetched(server, {}, { max_metadata_bytes: 50 })).rejects.toMatchObject({ code: 'too_large' });
  // Small on the way, large once it is there.
  const { gzipSync } = await import('node:zlib');
  server.answer(
    (_, response) => !!response.setHeader('content-encoding', 'gzip').end(gzipSync(Buffer.alloc(5_000_000))),
  );
  await expect(fetched(server, {}, { max_metadata_bytes: 1_000_000 })).rejects.toMatchObject({ code: 'too_large' });
});

test.each([
  ['HTML', '<html>'],
  ['nothing', ''],
  ['null', 'null'],
  ['another package', '{"name":"q","versions":{}}'],
  [
    'a version of another name',
    '{"name":"p","dist-tags":{"latest":"1.0.0"},"versions":{"1.0.0":{"name":"q","version":"1.0.0","dist":{"tarball":"http://h/x"}}}}',
  ],
  [
    'an archive in a file',
    '{"name":"p","dist-tags":{"latest":"1.0.0"},"versions":{"1.0.0":{"name":"p","version":"1.0.0","dist":{"tarball":"file:///etc/passwd","integrity":"sha512-x"}}}}',
  ],
])('a registry that answers %s is told', async (_, body) => {
  await using server = await registry();
  server.answer((__, response) => !!response.end(body));
  await expect(fetched(server)).rejects.toMatchObject({
    code: 'registry_answer_invalid',
    plugin: 'tenon.marketplace-npm',
  });
  await expect(
    make({ registry: server.url }).refresh({ source: '@acme' }, { into: '/none', signal }),
  ).rejects.toMatchObject({
    code: 'registry_answer_invalid',
  });
});

test('a registry that hangs, breaks off, turns in circles, fails or is not there is told', async () => {
  await using server = await registry();
  await expect(fetched(server)).rejects.toMatchObject({ code: 'not_found' });
  server.answer(() => true);
  await expect(fetched(server, {}, { timeout_ms: 200 })).rejects.toMatchObject({ code: 'registry_timeout' });
  server.answer(
    (_, response) =>
      !!response.writeHead(200, { 'content-length': '100' }).write('{', () => response.destroy()) || true,
  );
  await expect(fetched(server)).rejects.toMatchObject({ code: 'registry_unreachable' });
  server.answer((request, response) => !!response.writeHead(302, { location: request.url ?? '' }).end());
  await expect(fetched(server)).rejects.toMatchObject({ code: 'registry_refused' });
  server.answer((_, response) => !!response.writeHead(302, { location: 'file:///etc/passwd' }).end());
  await expect(fetched(server)).rejects.toMatchObject({ code: 'registry_refused' });
  server.answer((_, response) => !!response.writeHead(503).end());
  await expect(fetched(server)).rejects.toMatchObject({
    code: 'registry_refused',
    message: expect.stringContaining('503'),
  });
  const context = { into: '/none', root: '/none', signal };
  for (const [url, code] of [
    ['http://127.0.0.1:1/', 'registry_unreachable'],
    ['file:///etc', 'registry_invalid'],
    ['https://u:p@h/', 'registry_invalid'],
    ['x', 'registry_invalid'],
  ] as const)
    await expect(make({ registry: url }).fetch({ type: 'npm', package: 'p' }, context)).rejects.toMatchObject({ code });
});

test('an abort ends what is under way', async () => {
  await using server = await registry();
  const controller = new AbortController();
  server.answer(() => {
    controller.abort(new Error('enough'));
    return true;
  });
  const context = { into: '/none', root: '/none', signal: controller.signal };
  const kind = make({ registry: server.url });
  await expect(kind.fetch({ type: 'npm', package: 'p' }, context)).rejects.toThrow('enough');
});

test('names that are none, scopes that are none, and other sources are refused', async () => {
  const kind = make({ registry: 'http://127.0.0.1:1/' });
  const context = { into: '/none', root: '/none', signal };
  for (const name of ['../x', '//evil.test/x', 'a/b', '', '@a/../b'])
    await expect(kind.fetch({ type: 'npm', package: name }, context)).rejects.toMatchObject({
      code: 'marketplace_source_invalid',
    });
  for (const source of ['acme', '@', '@a/b', '@../x'])
    await expect(kind.refresh({ source }, context)).rejects.toMatchObject({ code: 'marketplace_source_invalid' });
  await expect(kind.fetch({ type: 'git', url: 'https://h/r' }, context)).rejects.toMatchObject({ code: 'unsupported' });
});
