/** A flag of open(2) that Node does not name: a file without a name, gone with its last descriptor. */
const O_TMPFILE = 0o20000000;

/**
 * Keeps bytes where a started process can open them, by the path it returns. No name is made for them, so nothing is left behind,
 * however the host ends. Throws Node's error when no folder takes such a file.
 */
export function openFilterFile(bytes: Uint8Array): { readonly path: string; close(): void } {
  const fs = process.getBuiltinModule('node:fs');
  const flags = O_TMPFILE | fs.constants.O_DIRECTORY | fs.constants.O_RDWR;
  const failures: unknown[] = [];
  for (const folder of ['/dev/shm', '/tmp', '/var/tmp']) {
    try {
      const descriptor = fs.openSync(folder, flags, 0o600);
      fs.writeSync(descriptor, bytes);
      return { path: `/proc/${process.pid}/fd/${descriptor}`, close: () => fs.closeSync(descriptor) };
    } catch (error) {
      failures.push(error);
    }
  }
  throw new AggregateError(failures, `no folder takes a file without a name: ${failures.map(String).join('; ')}`);
}
