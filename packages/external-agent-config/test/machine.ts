import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ConfigFiles, ExternalAgentOptions } from '../src/index.ts';

export type Files = Readonly<Record<string, string | object>>;

/** A user's home folder on the disk, with Tenon's home `.tenon` in it and a project `work`. */
export function machine(files: Files = {}) {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'tenon-import-')));
  const write = (more: Files): void => {
    for (const [path, content] of Object.entries(more)) {
      const file = join(root, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(
        file,
        typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content),
      );
    }
  };
  mkdirSync(join(root, '.tenon'));
  mkdirSync(join(root, 'work'));
  write(files);
  const options: ExternalAgentOptions = { home: join(root, '.tenon'), userHome: root, config: jsonConfig };
  return {
    root,
    options,
    project: join(root, 'work'),
    write,
    read: (path: string) => readFileSync(join(root, path), 'utf8'),
    mode: (path: string) => statSync(join(root, path)).mode & 0o777,
    /** Every file with its text, those of the sources too. */
    all: (): Record<string, string> => {
      const found = readdirSync(root, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
      const paths = found.map((one) => join(one.parentPath, one.name).slice(root.length + 1)).sort();
      return Object.fromEntries(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
    },
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
}

/**
 * `config.toml` as a file of JSON: this package knows no TOML. With the real one it is tested where both come
 * together, in the app-server.
 */
const jsonConfig: ConfigFiles = {
  async read(folder) {
    const text = textOf(folder);
    return { config: JSON.parse(text), version: text };
  },
  async write(folder, edits, version) {
    if (textOf(folder) !== version) throw new Error('the configuration changed');
    const config = JSON.parse(version);
    for (const { keyPath, value } of edits) {
      const path = (keyPath.match(/"(?:[^"\\]|\\.)*"|[^.]+/g) ?? []).map((one) =>
        one.startsWith('"') ? JSON.parse(one) : one,
      );
      const last = path.pop() ?? '';
      let at = config;
      for (const one of path) {
        at[one] ??= {};
        at = at[one];
      }
      if (Object.hasOwn(at, last)) throw new Error(`${keyPath} would be overwritten`);
      at[last] = value;
    }
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'config.toml'), JSON.stringify(config));
  },
};

function textOf(folder: string): string {
  try {
    return readFileSync(join(folder, 'config.toml'), 'utf8');
  } catch {
    return '{}';
  }
}
