/** What the host runs in, when it is something that may keep it from confining commands. */
export function surroundings(read: (path: string) => string | undefined): string | undefined {
  if (read('/.dockerenv') !== undefined) return 'a Docker container';
  if (read('/run/.containerenv') !== undefined) return 'a Podman container';
  if (read('/var/run/secrets/kubernetes.io/serviceaccount/namespace') !== undefined) return 'a Kubernetes pod';
  if (/^Seccomp:\t2/m.test(read('/proc/self/status') ?? '')) return 'another sandbox (a seccomp filter is in force)';
  return undefined;
}

/** undefined for what is not there or may not be read. */
export function readSetting(path: string): string | undefined {
  try {
    return process.getBuiltinModule('node:fs').readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EACCES' || code === 'EPERM') return undefined;
    throw error;
  }
}
