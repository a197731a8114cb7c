import { lengthOf, lineAt, parseYaml, tableOf, type YamlTable } from './yaml-table.ts';

/** What a SKILL.md says of itself. */
export interface FrontMatter {
  readonly name: string;
  readonly description: string;
  readonly shortDescription?: string;
}

const missing = 'missing YAML frontmatter delimited by ---';

/** The text between the first line, which is `---`, and the next such line. Throws where there is none. */
function blockOf(text: string): string {
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  const end = lines.findIndex((line, at) => at > 0 && line.trimEnd() === '---');
  if (lines[0]?.trimEnd() !== '---' || end < 2) throw new Error(missing);
  return lines.slice(1, end).join('\n');
}

/** undefined where it is not there. Throws for what is too long, or no text. */
function textAt(table: YamlTable | undefined, key: string, max: number, shown = key): string | undefined {
  const value = table?.[key];
  if (value !== undefined && typeof value !== 'string') throw new Error(`invalid ${shown}: expected a text`);
  const text = lineAt(table, key);
  if (text !== undefined && lengthOf(text) > max) {
    throw new Error(`invalid ${shown}: exceeds maximum length of ${max} characters`);
  }
  return text;
}

/**
 * Reads the front matter of a SKILL.md. `folder`: the name of the folder it is in, which is the skill's unless it names itself.
 * Throws an Error whose message is what clients are shown (fact sheet on skills, section 6).
 */
export function parseFrontMatter(text: string, folder: string): FrontMatter {
  const table = tableOf(parseYaml(blockOf(text)));
  const name = textAt(table, 'name', 64) ?? textAt({ name: folder }, 'name', 64);
  const description = textAt(table, 'description', 1024);
  if (description === undefined) throw new Error('missing field `description`');
  const shortDescription = textAt(tableOf(table?.metadata), 'short-description', 1024, 'metadata.short-description');
  return { name: name ?? folder, description, ...(shortDescription !== undefined && { shortDescription }) };
}
