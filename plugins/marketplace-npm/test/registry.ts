import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Answer = (request: IncomingMessage, response: ServerResponse) => boolean;

interface Published {
  readonly archive?: Buffer;
  /** Default: the right one. */
  readonly integrity?: string | null;
  readonly deprecated?: string;
  readonly tarball?: string;
}

export const sha512 = (bytes: Buffer) => `sha512-${createHash('sha512').update(bytes).digest('base64')}`;

/** A small npm registry on loopback, below a path. */
export async function registry() {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'tenon-marketplace-npm-')));
  const packages = new Map<
    string,
    { tags: Record<string, string>; versions: Record<string, object>; keywords: string[] }
  >();
  const archives = new Map<string, Buffer>();
  const requests: { readonly path: string; readonly authorization: string | undefined }[] = [];
  let instead: Answer = () => false;

  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://h');
    requests.push({ path: pathname, authorization: request.headers.authorization });
    if (instead(request, response)) return;
    const json = (body: unknown) => response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
    const path = decodeURIComponent(pathname.replace('/npm/', ''));
    const archive = archives.get(path);
    const found = packages.get(path);
    if (archive) response.end(archive);
    else if (path === '-/v1/search') {
      const from = Number(searchParams.get('from'));
      // As a registry does that makes nothing of the text.
      const objects = [...packages].map(([name, { keywords, tags }]) => ({
        package: {
          name,
          keywords,
          version: tags.latest,
          description: `about ${name}${' and more'.repeat(name.endsWith('long') ? 10_000 : 0)}`,
        },
      }));
      json({ objects: objects.slice(from, from + Number(searchParams.get('size'))) });
    } else if (found) json({ name: path, 'dist-tags': found.tags, versions: found.versions });
    else response.writeHead(404).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/npm/`;
  const host = `127.0.0.1:${port}`;

  return {
    url,
    host,
    requests,
    answer: (given: Answer) => {
      instead = given;
    },
    /** Publishes a version as `latest`, and gives its archive. */
    publish(name: string, version: string, given: Published = {}, keywords = ['tenon-plugin']) {
      const archive = given.archive ?? Buffer.from(`${name}@${version}`);
      const file = `${name}/-/${version}.tgz`;
      archives.set(file, archive);
      const known = packages.get(name) ?? { tags: {}, versions: {}, keywords };
      const integrity = given.integrity === undefined ? sha512(archive) : given.integrity;
      const dist = { tarball: given.tarball ?? `${url}${file}`, ...(integrity !== null && { integrity }) };
      known.versions[version] = { name, version, dist, ...(given.deprecated && { deprecated: given.deprecated }) };
      known.tags.latest = version;
      packages.set(name, known);
      return archive;
    },
    tag: (name: string, tag: string, version: string) => {
      const known = packages.get(name);
      if (known) known.tags[tag] = version;
    },
    async empty(name: string) {
      const path = join(folder, name);
      await mkdir(path);
      return path;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
