import { isObject, type Json } from './read-json.ts';
import { sourceError } from './source-error.ts';

export interface FrontMatter {
  readonly fields: Json;
  readonly body: string;
}

/** The YAML between two lines `---` at the top of a Markdown file, and what follows. Throws `external_source_invalid`. */
export async function frontMatter(file: string, text: string): Promise<FrontMatter> {
  const match = /^---[ \t]*\r?\n(?:([\s\S]*?)\r?\n)?---[ \t]*(?:\r?\n|$)/.exec(text);
  if (!match) return { fields: {}, body: text };
  const { parseDocument } = await import('yaml');
  const document = parseDocument(match[1] ?? '', { prettyErrors: false });
  const [error] = document.errors;
  if (error) {
    const before = (match[1] ?? '').slice(0, error.pos[0]).split('\n');
    const place = `${file}:${before.length + 1}:${(before.at(-1)?.length ?? 0) + 1}`;
    throw sourceError('external_source_invalid', place, `its front matter is not YAML (${error.code})`, 'Mend it.');
  }
  let fields: unknown;
  try {
    fields = document.toJS({ maxAliasCount: 50 });
  } catch (cause) {
    const problem = 'its front matter has bad or too many aliases';
    throw sourceError('external_source_invalid', file, problem, 'Write it without aliases.', cause);
  }
  return { fields: isObject(fields) ? fields : {}, body: text.slice(match[0].length) };
}
