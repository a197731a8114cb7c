/** undefined for what is not there: it cannot be opened for a command, so it stays read-only. */
export function realPath(path: string): string | undefined {
  try {
    return process.getBuiltinModule('node:fs').realpathSync.native(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EACCES') return undefined;
    throw error;
  }
}
