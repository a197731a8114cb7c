/** Stands for what is not shown. */
const hidden = '(hidden)';

/** Tables whose values are secret, or may be: what is sent to servers, and the environment of programs. */
const TABLES: ReadonlySet<string> = new Set(['env', 'headers', 'http_headers', 'query_params']);
/** `shell_environment_policy.set` is an environment too. */
const ENVIRONMENT = ['shell_environment_policy', 'set'];
/** Names of keys as plugins and the peer choose them; `…_env_var` and `env_key` name a variable, and are none. */
const NAMES = /(^|[_-])(token|secret|password|passwd|credentials?|api[_-]?key|private[_-]?key|authorization)$/i;

const isEnvironment = (path: readonly string[]) => ENVIRONMENT.every((segment, at) => path[at] === segment);

/** Whether the text at a path is not for every eye, by the names of its keys. */
export const isSecret = (path: readonly string[]): boolean =>
  isEnvironment(path) || path.some((key, at) => NAMES.test(key) || (at < path.length - 1 && TABLES.has(key)));

/** A value with its secrets hidden. Numbers and switches are none. */
export function masked(path: readonly string[], value: unknown): unknown {
  if (typeof value === 'string') return isSecret(path) ? hidden : value;
  if (Array.isArray(value)) return value.map((item, index) => masked([...path, String(index)], item));
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, masked([...path, key], one)]));
}

/** A place as `explainConfig` names it. The text of `-c` may hold a secret beside what is asked about: of it only the key is told. */
export const maskedPlace = (place: string): string =>
  place.replace(/^(-c (?:"(?:[^"\\]|\\.)*"|'[^']*'|[^="'])*)=[\s\S]*$/, '$1=…');
