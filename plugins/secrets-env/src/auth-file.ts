import { mkdir, open, readFile, realpath, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isTenonError, tenonError } from '@tenon/plugin-api';

const PLUGIN = 'tenon.secrets-env';
const KEY = 'OPENAI_API_KEY';

type AuthFile = Readonly<Record<string, unknown>>;

const errno = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');

const failed = (code: string, file: string, problem: string, mend: string, cause?: unknown) =>
  tenonError({ code, message: `${file}: ${problem}`, mend, plugin: PLUGIN, file, cause });

/** The file's object; null when there is no file. What it holds is never shown: it is secret. */
async function read(file: string): Promise<AuthFile | null> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (errno(error) === 'ENOENT') return null;
    throw failed('secret_unreadable', file, `cannot be read (${errno(error)})`, 'Let your user read the file.', error);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as AuthFile;
  throw failed('secret_unreadable', file, 'is no JSON object', 'Mend the file, or remove it and log in again.');
}

/** The API key of `auth.json`, which Codex writes and reads too. Throws `secret_unreadable`. */
export async function storedKey(home: string): Promise<string | undefined> {
  const key = (await read(join(home, 'auth.json')))?.[KEY];
  return typeof key === 'string' && key !== '' ? key : undefined;
}

/** Replaces the file at once, readable by its owner alone; a link to it stays a link. */
async function replace(file: string, value: AuthFile): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const target = await realpath(file).catch((error: unknown) => {
    if (errno(error) === 'ENOENT') return file;
    throw error;
  });
  const temporary = `${target}.${crypto.randomUUID()}.tmp`;
  try {
    await using handle = await open(temporary, 'wx', 0o600);
    await handle.writeFile(`${JSON.stringify(value, null, 2)}\n`);
    await handle.sync();
    await rename(temporary, target);
  } finally {
    await rm(temporary, { force: true });
  }
}

/**
 * Keeps the key in `auth.json`, or takes it out (null); the file goes with its last key. What else is in it stays, but for
 * `auth_mode`, so that Codex finds the mode by what is there. Throws `secret_unreadable` and `secret_not_stored`.
 */
export async function storeKey(home: string, key: string | null): Promise<void> {
  const file = join(home, 'auth.json');
  try {
    const before = await read(file);
    const { [KEY]: _, auth_mode: __, ...others } = before ?? {};
    const left = Object.values(others).some((value) => value !== null);
    if (key !== null) await replace(file, { [KEY]: key, ...others });
    else if (left) await replace(file, { [KEY]: null, ...others });
    else await rm(file, { force: true });
  } catch (error) {
    if (isTenonError(error)) throw error;
    const mend = 'Let your user write the folder, or set the environment variable instead.';
    throw failed('secret_not_stored', file, `cannot be written (${errno(error)})`, mend, error);
  }
}

/** There is no place for a secret of that name. */
export const notStored = (name: string, stored: string) =>
  tenonError({
    code: 'secret_not_stored',
    message: `only ${stored} can be kept, not ${name}`,
    mend: `Set the environment variable ${name}.`,
    plugin: PLUGIN,
  });
