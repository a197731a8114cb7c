/** Milliseconds that the name service may take: without it the machine's own name is used. */
const PATIENCE_MS = 500;

/** The name of this machine, fully qualified where the name service knows it so; lower case. It proves nothing about the machine. */
export async function hostName(): Promise<string> {
  const own = process.getBuiltinModule('node:os').hostname();
  if (own.includes('.')) return cleaned(own);
  const { lookup, lookupService } = process.getBuiltinModule('node:dns').promises;
  const asked = lookup(own).then(({ address }) => lookupService(address, 0));
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS, undefined);
  });
  // A name service that knows nothing of the machine is usual.
  const known = await Promise.race([asked.catch(() => undefined), late]);
  clearTimeout(timer);
  const full = cleaned(known?.hostname ?? '');
  return full.startsWith(`${cleaned(own)}.`) ? full : cleaned(own);
}

const cleaned = (name: string): string => name.trim().replace(/\.$/, '').toLowerCase();

/** Whether a name matches a pattern, in which `*` stands for any characters and `?` for one. Case does not count. */
export function matchesHost(name: string, pattern: string): boolean {
  const parts = cleaned(pattern).split(/([*?])/);
  const source = parts
    .map((part) => (part === '*' ? '.*' : part === '?' ? '.' : part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')))
    .join('');
  return new RegExp(`^${source}$`, 's').test(cleaned(name));
}
