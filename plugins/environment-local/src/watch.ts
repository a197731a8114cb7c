import type { FSWatcher } from 'node:fs';
import type { FileWatchListener } from '@tenon/plugin-api/environment';

/**
 * Watches a file by its folder, for a file that is replaced is another one for the system; a folder also by itself, for what is in
 * it; and where a link leads, for it may be changed there.
 */
export async function watch(path: string, listener: FileWatchListener): Promise<() => void> {
  const fs = process.getBuiltinModule('node:fs');
  const { basename, dirname, join } = process.getBuiltinModule('node:path');
  const name = basename(path);
  let inner: FSWatcher | undefined;
  let target: FSWatcher | undefined;
  let closed = false;

  const close = () => {
    closed = true;
    for (const watcher of [outer, inner, target]) watcher?.close();
  };
  const fail = (error: unknown) => {
    if (closed) return;
    close();
    listener.failed(error);
  };
  const start = (folder: string, told: (name: string | null) => void) => {
    const watcher = fs.watch(folder, { persistent: false }, (_, changed) => {
      if (!closed) told(changed);
    });
    watcher.on('error', fail);
    return watcher;
  };
  /** A watch of what is there now: that of what was there before ends with it. */
  const look = async () => {
    const [found, link] = await Promise.all([
      fs.promises.stat(path).catch(() => undefined),
      fs.promises.lstat(path).catch(() => undefined),
    ]);
    const real = found && link?.isSymbolicLink() ? await fs.promises.realpath(path).catch(() => undefined) : undefined;
    if (closed) return;
    inner?.close();
    target?.close();
    inner = target = undefined;
    try {
      if (found?.isDirectory())
        inner = start(path, (changed) => listener.changed(changed ? join(path, changed) : path));
      else if (real) target = start(dirname(real), (changed) => changed === basename(real) && listener.changed(path));
    } catch (error) {
      // Gone meanwhile: its folder tells when it is back.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') fail(error);
    }
  };
  let looking = Promise.resolve();
  const outer =
    dirname(path) === path
      ? undefined
      : start(dirname(path), (changed) => {
          if (changed !== null && changed !== name) return;
          listener.changed(path);
          looking = looking.then(look);
        });
  looking = looking.then(look);
  await looking;
  return close;
}
