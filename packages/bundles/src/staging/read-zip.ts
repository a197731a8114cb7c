import { readFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { isTenonError } from '@tenon/plugin-api';
import type { Entry, ZipFile } from 'yauzl';
import type { Incoming, Source } from '../content/incoming.ts';
import { type BundleLimits, RATIO_GRACE } from '../content/limits.ts';
import { fault } from '../fault.ts';

/** Bytes of a link's target. */
const TARGET = 4096;
const KIND = 0o170000;

const broken = (origin: string, cause: unknown) => {
  const why = cause instanceof Error ? cause.message : String(cause);
  return fault('bundle_archive_broken', `it is no whole archive: ${why}`, 'Get the archive again.', origin, cause);
};

/** The Unix mode of an entry, when a Unix (3) or macOS (19) program made it; else 0. */
const modeOf = (entry: Entry): number =>
  [3, 19].includes(entry.versionMadeBy >>> 8) ? entry.externalFileAttributes >>> 16 : 0;

async function* contentOf(
  zip: ZipFile,
  entry: Entry,
  file: string,
  weigh: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  let sum = 0;
  try {
    for await (const chunk of (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>) {
      weigh(chunk.length);
      sum = crc32(chunk, sum);
      yield chunk;
    }
    if (sum !== entry.crc32) throw new Error(`the checksum of ${entry.fileName} is wrong`);
  } catch (error) {
    throw isTenonError(error) ? error : broken(file, error);
  }
}

/**
 * The entries of a zip, by its central directory. Names are decoded here without the library's own checks and mending, so that
 * one set of rules judges every kind of source.
 */
export async function* readZip(file: string, limits: BundleLimits): Source {
  const { fromBufferPromise, getFileNameLowLevel } = await import('yauzl');
  try {
    const packed = await readFile(file);
    const zip = await fromBufferPromise(packed, { decodeStrings: false, validateEntrySizes: true });
    let out = 0;
    const weigh = (bytes: number): void => {
      out += bytes;
      if (out <= RATIO_GRACE || out <= packed.length * limits.ratio) return;
      const message = `it unpacks to more than ${limits.ratio} times its size`;
      throw fault('bundle_compression_ratio', message, 'Do not install this bundle; tell its author.', file);
    };
    for await (const entry of zip.eachEntry()) yield await incoming(entry);

    async function incoming(entry: Entry): Promise<Incoming> {
      const path = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, true);
      const mode = modeOf(entry);
      const kind = mode & KIND;
      const content = contentOf(zip, entry, file, weigh);
      if (kind === 0o120000) {
        if (entry.uncompressedSize > TARGET) throw broken(file, `the target of the link ${path} is too long`);
        const target: Buffer[] = [];
        for await (const chunk of content) target.push(chunk);
        return { kind: 'link', path, target: Buffer.concat(target).toString() };
      }
      if (kind === 0o040000 || path.endsWith('/')) return { kind: 'folder', path };
      if (kind !== 0 && kind !== 0o100000) return { kind: 'special', path };
      return { kind: 'file', path, executable: (mode & 0o100) !== 0, content };
    }
  } catch (error) {
    throw isTenonError(error) ? error : broken(file, error);
  }
}
