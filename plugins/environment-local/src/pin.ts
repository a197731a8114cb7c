import type { FileSystem } from '@tenon/plugin-api/environment';

/** A flag of open(2) on Linux that Node does not name: neither read nor written, only held. */
const O_PATH = 0o10000000;

/** Needs `/proc`: undefined on other systems than Linux. */
export function pinOf(platform: NodeJS.Platform): FileSystem['pin'] {
  if (platform !== 'linux') return undefined;
  return async (path) => {
    const { promises: fs, constants } = process.getBuiltinModule('node:fs');
    const handle = await fs.open(path, O_PATH | constants.O_NOFOLLOW);
    const held = `/proc/self/fd/${handle.fd}`;
    try {
      const real = await fs.readlink(held);
      const isLink = (await handle.stat()).isSymbolicLink();
      if (real !== path || isLink) throw stale(path, isLink ? 'a link' : real);
    } catch (error) {
      await handle.close();
      throw error;
    }
    return { path: held, release: () => handle.close() };
  };
}

const stale = (path: string, real: string) =>
  Object.assign(new Error(`ESTALE: '${path}' is ${real}`), { code: 'ESTALE', path });
