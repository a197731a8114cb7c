import { type Config, defaultRegistry } from './config.ts';
import { fault } from './fault.ts';

type Npmrc = Config['npmrc'];

/** The registry of a package, with a `/` at its end: the one that is named, else its scope's, else the default one. */
export function registryOf(name: string, npmrc: Npmrc, named?: string): URL {
  const scope = name.startsWith('@') ? name.split('/')[0] : undefined;
  const text = named ?? (scope && npmrc[`${scope}:registry`]) ?? npmrc.registry ?? defaultRegistry;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash)
    throw fault(
      'registry_invalid',
      `the registry of ${name} is no plain http or https URL`,
      'Correct it in the configuration; a token goes under //host/:_authToken.',
    );
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

/** What a request says of who asks: what is configured for the URL's host and port, and a folder of its path, the nearest first. */
export function authorization(url: URL, npmrc: Npmrc): string | undefined {
  const folders = url.pathname.split('/').slice(0, -1);
  for (let depth = folders.length; depth > 0; depth--) {
    const key = `//${url.host}${folders.slice(0, depth).join('/')}/`;
    // With or without the last slash, as npm takes both.
    for (const place of [key, key.slice(0, -1)]) {
      const token = npmrc[`${place}:_authToken`];
      if (token) return `Bearer ${token}`;
      const basic = npmrc[`${place}:_auth`];
      if (basic) return `Basic ${basic}`;
    }
  }
  return undefined;
}
