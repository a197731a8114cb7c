import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { isTenonError } from '@tenon/plugin-api';
import type { Parser, ReadEntry } from 'tar';
import type { Incoming, Source } from '../content/incoming.ts';
import { type BundleLimits, RATIO_GRACE } from '../content/limits.ts';
import { fault } from '../fault.ts';

const HEADERS_PER_ENTRY = 4096;

const broken = (origin: string, cause: unknown) => {
  const why = cause instanceof Error ? cause.message : String(cause);
  return fault('bundle_archive_broken', `it is no whole archive: ${why}`, 'Get the archive again.', origin, cause);
};

/** The bytes of the tar within: a bomb is met here, before its bytes are kept. */
async function* unpacked(file: string, gzip: boolean, limits: BundleLimits): AsyncGenerator<Buffer> {
  const packed = createReadStream(file);
  const bytes: AsyncIterable<Buffer> = gzip ? packed.pipe(createGunzip()) : packed;
  const stream = bytes as ReturnType<typeof createGunzip>;
  packed.once('error', (error) => stream.destroy(error));
  const most = limits.totalBytes + limits.entries * HEADERS_PER_ENTRY;
  let out = 0;
  try {
    for await (const chunk of bytes) {
      out += chunk.length;
      if (out > most)
        throw fault('bundle_too_large', `it unpacks to more than ${most} bytes`, 'Install a smaller bundle.', file);
      if (gzip && out > RATIO_GRACE && out > packed.bytesRead * limits.ratio) {
        const message = `it unpacks to more than ${limits.ratio} times its size`;
        throw fault('bundle_compression_ratio', message, 'Do not install this bundle; tell its author.', file);
      }
      yield chunk;
    }
  } finally {
    packed.destroy();
  }
}

function incoming(entry: ReadEntry, content: readonly Buffer[]): Incoming {
  const path = entry.path;
  switch (entry.type) {
    case 'File':
    case 'OldFile':
    case 'ContiguousFile':
      return { kind: 'file', path, executable: ((entry.mode ?? 0) & 0o100) !== 0, content };
    case 'Directory':
      return { kind: 'folder', path };
    case 'SymbolicLink':
      return { kind: 'link', path, target: entry.linkpath ?? '' };
    case 'Link':
      return { kind: 'hardlink', path, target: entry.linkpath ?? '' };
    default:
      return { kind: 'special', path };
  }
}

/** The entries of a tar or tgz. The library only reads headers: it writes nothing. */
export async function* readTar(file: string, limits: BundleLimits): Source {
  let gzip: boolean;
  {
    await using handle = await open(file, 'r');
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    gzip = bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  }
  const { Parser: TarParser } = await import('tar');
  const ready: Incoming[] = [];
  let problem: unknown;
  const parser: Parser = new TarParser({
    strict: true,
    brotli: false,
    zstd: false,
    onReadEntry: (entry) => {
      const content: Buffer[] = [];
      entry.on('data', (chunk: Buffer) => content.push(chunk));
      entry.on('end', () => ready.push(incoming(entry, content)));
    },
  });
  parser.on('ignoredEntry', (entry: ReadEntry) => ready.push({ kind: 'special', path: entry.path }));
  parser.on('error', (error: unknown) => {
    problem ??= error;
  });
  let over = false;
  parser.once('end', () => {
    over = true;
  });
  try {
    let first = true;
    for await (const chunk of unpacked(file, gzip, limits)) {
      if (first && chunk[0] === 0x1f && chunk[1] === 0x8b) throw new Error('it is packed twice');
      first = false;
      parser.write(chunk);
      if (problem !== undefined) throw problem;
      yield* ready.splice(0);
    }
    parser.end();
    if (problem !== undefined) throw problem;
    if (!over) throw new Error('it does not end');
  } catch (error) {
    throw isTenonError(error) ? error : broken(file, error);
  }
  yield* ready.splice(0);
}
