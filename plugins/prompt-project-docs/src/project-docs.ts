import { posix, win32 } from 'node:path';
import { isTenonError, tenonError } from '@tenon/plugin-api';
import type { FileStat, FileSystem } from '@tenon/plugin-api/environment';
import type { PromptContext, PromptFragment } from '@tenon/plugin-api/prompt';
import type { Config } from './config.ts';

const NAMES = ['AGENTS.override.md', 'AGENTS.md'];

interface Doc {
  readonly path: string;
  readonly data: Uint8Array;
}

class Finder {
  readonly #files: FileSystem;
  readonly #signal: AbortSignal;
  readonly #paths: typeof posix;

  constructor({ environment, signal }: PromptContext) {
    this.#files = environment.files;
    this.#signal = signal;
    this.#paths = environment.platform.os === 'windows' ? win32 : posix;
  }

  /** The folders from the project's root to `cwd`; `cwd` alone when it is in no project. */
  async folders(cwd: string, markers: readonly string[]): Promise<string[]> {
    const folders = [cwd];
    for (let folder = cwd; ; ) {
      if (await this.#hasOne(folder, markers)) return folders.reverse();
      const parent = this.#paths.dirname(folder);
      if (parent === folder) return [cwd];
      folder = parent;
      folders.push(folder);
    }
  }

  async #hasOne(folder: string, names: readonly string[]): Promise<boolean> {
    this.#signal.throwIfAborted();
    const found = await Promise.all(names.map((name) => this.#kindOf(this.#paths.join(folder, name))));
    return found.some((kind) => kind !== undefined);
  }

  /** undefined: nothing is there, or nothing that may be read, which is the same to a reader. */
  async #kindOf(path: string): Promise<FileStat['kind'] | undefined> {
    try {
      return (await this.#files.stat(path))?.kind;
    } catch (error) {
      if (isTenonError(error) && error.code === 'sandbox_denied') return undefined;
      throw error;
    }
  }

  /** The first of these files that is there. */
  async doc(folder: string, names: readonly string[]): Promise<Doc | undefined> {
    this.#signal.throwIfAborted();
    for (const name of names) {
      const path = this.#paths.join(folder, name);
      try {
        if ((await this.#kindOf(path)) === 'file') return { path, data: await this.#files.readFile(path) };
      } catch (cause) {
        throw tenonError({
          code: 'project_doc_unreadable',
          message: `Cannot read ${path}: ${(cause as Error).message}`,
          mend: 'Make the file readable, or remove it.',
          plugin: 'tenon.prompt-project-docs',
          file: path,
          cause,
        });
      }
    }
    return undefined;
  }
}

const decode = (data: Uint8Array) => new TextDecoder().decode(data);

/** The first `size` bytes as text, without half a character at the end. */
function cut(data: Uint8Array, size: number): string {
  // With `stream` the decoder keeps an unfinished character back.
  return new TextDecoder().decode(data.subarray(0, size), { stream: true });
}

/** The texts of a project's files, cut off where they are too long together. */
function textsOf(docs: readonly Doc[], maxBytes: number): { texts: string[]; sources: string[] } {
  const texts: string[] = [];
  const sources: string[] = [];
  let left = maxBytes;
  for (const { path, data } of docs) {
    const whole = data.length <= left;
    const text = whole
      ? decode(data)
      : `${cut(data, left)}\n\n[${path} is cut off here: project_doc_max_bytes is ${maxBytes}]`;
    if (text.trim() === '') continue;
    texts.push(text);
    sources.push(path);
    left -= data.length;
    if (left <= 0) break;
  }
  return { texts, sources };
}

/** The user's AGENTS.md and the project's, outermost first, as one message. */
export function projectDocs(config: Config): PromptFragment {
  const names = [...NAMES, ...config.project_doc_fallback_filenames];
  return {
    role: 'user',
    async read(context) {
      const finder = new Finder(context);
      const own = config.home === undefined ? undefined : await finder.doc(config.home, NAMES);
      const ownText = own === undefined ? '' : decode(own.data).trim();
      const docs: Doc[] = [];
      if (config.project_doc_max_bytes > 0) {
        for (const folder of await finder.folders(context.cwd, config.project_root_markers)) {
          const doc = await finder.doc(folder, names);
          if (doc !== undefined && doc.path !== own?.path) docs.push(doc);
        }
      }
      const { texts, sources } = textsOf(docs, config.project_doc_max_bytes);
      const parts = [ownText, texts.join('\n\n')].filter((part) => part !== '');
      if (parts.length === 0) return undefined;
      const text = parts.join('\n\n--- project-doc ---\n\n');
      return {
        text: `# AGENTS.md instructions for ${context.cwd}\n\n<INSTRUCTIONS>\n${text}\n</INSTRUCTIONS>`,
        sources: own !== undefined && ownText !== '' ? [own.path, ...sources] : sources,
      };
    },
  };
}
