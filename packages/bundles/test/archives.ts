import { gzipSync } from 'node:zlib';
import { type Zippable, zipSync } from 'fflate';
import { Header, type HeaderData } from 'tar';

/** One entry of a tar, as hostile as one likes. */
export interface TarEntry {
  readonly path: string;
  readonly type?: HeaderData['type'];
  readonly mode?: number;
  readonly linkpath?: string;
  readonly content?: string | Uint8Array;
  /** A size that lies. */
  readonly size?: number;
}

/** A tar of these entries, in this order; two may have one name. */
export function tarOf(entries: readonly TarEntry[]): Buffer {
  const blocks: Buffer[] = [];
  for (const { path, type = 'File', mode = 0o644, linkpath, content = '', size } of entries) {
    const body = Buffer.from(content);
    const head = Buffer.alloc(512);
    const header = new Header({ path, type, mode, size: size ?? body.length, mtime: new Date(0) });
    if (linkpath !== undefined) header.linkpath = linkpath;
    header.encode(head, 0);
    blocks.push(head, body, Buffer.alloc((512 - (body.length % 512)) % 512));
  }
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

export const tgzOf = (entries: readonly TarEntry[]): Buffer => gzipSync(tarOf(entries));

/** A zip as a Unix program makes it; `mode` with the kind's bits. Names that repeat are spelled `name#2` and renamed in the bytes. */
export function zipOf(entries: Record<string, { content: string | Uint8Array; mode?: number }>): Buffer {
  const files: Zippable = {};
  for (const [path, { content, mode = 0o100644 }] of Object.entries(entries)) {
    files[path] = [Buffer.from(content), { os: 3, attrs: (mode << 16) >>> 0, level: 6 }];
  }
  return Buffer.from(zipSync(files));
}

/** Writes another name, of equal length, over every place where one stands. */
export function renamed(archive: Buffer, from: string, to: string): Buffer {
  if (Buffer.byteLength(from) !== Buffer.byteLength(to)) throw new Error('the names are not of one length');
  const bytes = Buffer.from(archive);
  let found = 0;
  for (let at = bytes.indexOf(from); at >= 0; at = bytes.indexOf(from, at + 1)) {
    bytes.write(to, at);
    found += 1;
  }
  if (found === 0) throw new Error(`no ${from}`);
  return bytes;
}

/** A record of a pax header: its length, which counts itself, and `key=value`. */
export function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const bytes = Buffer.byteLength(rest);
  let length = bytes + String(bytes).length;
  if (String(length).length !== String(bytes).length) length = bytes + String(length).length;
  return `${length}${rest}`;
}
