export type Level = 'debug' | 'info' | 'warn' | 'error';
type Fields = Readonly<Record<string, unknown>>;

/** `tenon: warn: message key=value`, always one line. Values with spaces, quotes or controls are quoted as JSON. */
export function formatText(level: Level, message: string, fields: Fields = {}): string {
  const shown = Object.entries(fields).map(([key, value]) => ` ${key}=${valueText(value)}`);
  return `tenon: ${level}: ${escapeControls(message)}${shown.join('')}\n`;
}

/** One JSON object. `time`, `level` and `message` win over fields of the same name. */
export function formatJson(level: Level, message: string, fields: Fields = {}, now = new Date()): string {
  return `${toJson({ ...fields, time: now.toISOString(), level, message })}\n`;
}

function valueText(value: unknown): string {
  const text = typeof value === 'string' ? value : value instanceof Error ? value.message : toJson(value);
  return typeof value === 'object' && !(value instanceof Error)
    ? text
    : /^[^\s"=\p{Cc}]+$/u.test(text)
      ? text
      : JSON.stringify(text);
}

/** Whatever a value is, a text: a log line must not fail over its fields. */
function toJson(value: unknown): string {
  const seen = new Set<unknown>();
  const plain = (_: string, each: unknown) => {
    if (typeof each === 'bigint' || typeof each === 'function' || typeof each === 'symbol') return String(each);
    if (each instanceof Error) return each.message;
    if (typeof each !== 'object' || each === null) return each;
    if (seen.has(each)) return '[seen]';
    seen.add(each);
    return each;
  };
  try {
    return JSON.stringify(value, plain) ?? String(value);
  } catch (error) {
    // A getter or a `toJSON` that throws.
    return JSON.stringify(`[cannot be shown: ${error instanceof Error ? error.message : 'unknown'}]`);
  }
}

const escapeControls = (text: string) => text.replace(/\p{Cc}/gu, (control) => JSON.stringify(control).slice(1, -1));
