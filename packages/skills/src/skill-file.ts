import type { FileStat, FileSystem } from '@tenon/plugin-api/environment';

/** Bytes of a file: more is no text that anybody wrote for a model. */
const maxBytes = 1024 * 1024;

/** The text of a SKILL.md, or of a file beside one. `stat`: what stands there. Throws an Error in words for clients. */
export async function readStated(
  files: Pick<FileSystem, 'readFile'>,
  path: string,
  stat: FileStat | undefined,
): Promise<string> {
  if (stat?.kind !== 'file') throw new Error('failed to read file: it is not there, or is no regular file');
  if (stat.size > maxBytes) throw new Error(`failed to read file: it is larger than ${maxBytes} bytes`);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await files.readFile(path));
  } catch (cause) {
    throw new Error(`failed to read file: ${(cause as Error).message}`, { cause });
  }
}

/** The same, of what stands there now. */
export async function readSkillText(files: Pick<FileSystem, 'readFile' | 'linkStat'>, path: string): Promise<string> {
  return readStated(files, path, await files.linkStat(path));
}
