import { editInvalid } from './edit-error.ts';

/** Deeper paths are refused: no table of the configuration is nearly as deep. */
const MOST_SEGMENTS = 64;

/**
 * The segments of a `keyPath`. They stand between dots; a segment in quotes may hold dots, as in TOML:
 * `projects."/a/b.c".trust_level`. Throws `config_edit_invalid`.
 */
export function parseKeyPath(text: string): string[] {
  if (text === '') throw editInvalid('keyPath must not be empty', 'Name a key, such as `model`.');
  const quotes = /"(?:[^"\\]|\\.)*"|'[^']*'/y;
  const path: string[] = [];
  for (let at = 0; ; at += 1) {
    quotes.lastIndex = at;
    const quoted = quotes.exec(text)?.[0];
    const dot = text.indexOf('.', at);
    const end = quoted === undefined ? (dot < 0 ? text.length : dot) : at + quoted.length;
    const segment = quoted === undefined ? text.slice(at, end) : unquoted(quoted, text);
    if (segment === '' && quoted === undefined) {
      throw editInvalid(`keyPath has an empty segment: ${shown(text)}`, 'Write one name between two dots.');
    }
    if (end < text.length && text[end] !== '.') {
      throw editInvalid(`keyPath has text after a quoted segment: ${shown(text)}`, 'Put a dot after the quotes.');
    }
    path.push(segment);
    if (path.length > MOST_SEGMENTS) {
      throw editInvalid(`keyPath has more than ${MOST_SEGMENTS} segments`, 'Name a key that is less deep.');
    }
    if (end >= text.length) return path;
    at = end;
  }
}

const shown = (text: string): string => (text.length > 80 ? `${text.slice(0, 80)}…` : text);

function unquoted(quoted: string, whole: string): string {
  if (quoted.startsWith("'")) return quoted.slice(1, -1);
  try {
    return JSON.parse(quoted);
  } catch (cause) {
    throw editInvalid(
      `keyPath has a bad escape in quotes: ${shown(whole)}`,
      'Escape as in JSON, or use single quotes.',
      cause,
    );
  }
}
