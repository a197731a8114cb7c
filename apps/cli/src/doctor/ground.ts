import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PermissionProfile } from '@tenon/protocol';
import { type Bystander, startBystander } from './bystander.ts';
import { type Listeners, listen } from './listeners.ts';

/** Folders of the doctor's own, beside each other in a temporary one: what is attempted harms nobody. */
export interface Ground extends AsyncDisposable {
  /** The workspace: what the profile lets be written. */
  readonly workspace: string;
  readonly outside: string;
  /** What is in every file that may not be read, and what every listener says. */
  readonly secret: string;
  readonly listeners: Listeners;
  /** A process outside of any sandbox. */
  readonly bystander: Bystander;
  /** The text of a file; undefined where there is none. */
  text(path: string): Promise<string | undefined>;
}

/** What the attempts run under: they may read everything and write the workspace, but for what is kept from them. No network. */
export function proofProfile({ workspace }: Pick<Ground, 'workspace'>): PermissionProfile {
  return {
    type: 'managed',
    network: { enabled: false },
    fileSystem: {
      type: 'restricted',
      entries: [
        { path: { type: 'special', value: { kind: 'root' } }, access: 'read' },
        { path: { type: 'special', value: { kind: 'project_roots' } }, access: 'write' },
        { path: { type: 'path', path: join(workspace, 'denied') }, access: 'none' },
        { path: { type: 'path', path: join(workspace, 'around/denied') }, access: 'none' },
        { path: { type: 'glob_pattern', pattern: '**/*.secret' }, access: 'none' },
      ],
    },
  };
}

/** What every image of the ground begins with: enough of one for whoever looks at the first bytes only. */
const IMAGE = Buffer.from('89504e470d0a1a0a', 'hex');

export async function prepareGround(temporary: string): Promise<Ground> {
  const root = await realpath(await mkdtemp(join(temporary, 'tenon-doctor-')));
  const remove = () => rm(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  const secret = `secret-${randomUUID()}`;
  const workspace = join(root, 'workspace');
  const outside = join(root, 'outside');
  const opened: AsyncDisposable[] = [];
  const dispose = async () => {
    for (const each of opened.reverse()) await each[Symbol.asyncDispose]();
    await remove();
  };
  try {
    await layOut({ workspace, outside, secret });
    const listeners = await listen(join(outside, 'socket'), secret);
    opened.push(listeners);
    const bystander = await startBystander(secret);
    opened.push(bystander);
    return { workspace, outside, secret, listeners, bystander, text, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function layOut({ workspace, outside, secret }: Pick<Ground, 'workspace' | 'outside' | 'secret'>): Promise<void> {
  const image = Buffer.concat([IMAGE, Buffer.from(secret)]);
  const files: Readonly<Record<string, string | Buffer>> = {
    'readable.txt': secret,
    'picture.png': image,
    'folder/kept.txt': '',
    'denied/file.txt': `${secret}\n`,
    'denied/picture.png': image,
    'around/denied/file.txt': secret,
    'keys/server.secret': `${secret}\n`,
    'keys/picture.secret': image,
    'vendored/.git/config': '[core]\n',
    'vendored/.git/hooks/kept': '',
  };
  for (const [path, data] of Object.entries(files)) {
    const file = join(workspace, path);
    await mkdir(join(file, '..'), { recursive: true });
    await writeFile(file, data);
  }
  await mkdir(outside);
  for (const name of ['changed.txt', 'removed.txt', 'linked.txt', 'patched.txt']) {
    await writeFile(join(outside, name), 'before\n');
  }
}

async function text(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
