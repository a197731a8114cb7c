import type { SkillDependencies, SkillInterface, SkillToolDependency } from '@tenon/protocol/skills';
import { lengthOf, lineAt, parseYaml, tableOf, type YamlTable } from './yaml-table.ts';

/** What `agents/openai.yaml` beside a SKILL.md says. */
export interface Metadata {
  readonly interface?: SkillInterface;
  readonly dependencies?: SkillDependencies;
  readonly implicit: boolean;
}

/** Too long is as if it were not there, as in the peer: these only decorate. */
function short(table: YamlTable | undefined, key: string, max = 1024): string | null {
  const text = lineAt(table, key);
  return text !== undefined && lengthOf(text) <= max ? text : null;
}

/** The absolute path of an icon; null for one outside of `assets/`. Whether it is there is not looked at. */
function icon(table: YamlTable, key: string, join: (path: string) => string): string | null {
  const path = short(table, key)?.replace(/^(\.\/)+/, '');
  const parts = path?.split(/[\\/]/);
  if (path === undefined || parts?.[0] !== 'assets' || parts.length < 2) return null;
  return parts.some((part) => part === '..' || part === '.' || part === '') ? null : join(path);
}

function interfaceOf(table: YamlTable, join: (path: string) => string): SkillInterface | undefined {
  const color = short(table, 'brand_color');
  const found: SkillInterface = {
    displayName: short(table, 'display_name'),
    shortDescription: short(table, 'short_description'),
    iconSmall: icon(table, 'icon_small', join),
    iconLarge: icon(table, 'icon_large', join),
    brandColor: color !== null && /^#[0-9a-f]{6}$/i.test(color) ? color : null,
    defaultPrompt: short(table, 'default_prompt'),
  };
  return Object.values(found).some((value) => value !== null) ? found : undefined;
}

/** undefined for one without a type or a value. */
function toolOf(entry: unknown): SkillToolDependency | undefined {
  const table = tableOf(entry);
  const [type, value] = [short(table, 'type', 64), short(table, 'value')];
  if (type === null || value === null) return undefined;
  const rest = ['description', 'transport', 'command', 'url'].flatMap((key) => {
    const text = short(table, key, key === 'transport' ? 64 : 1024);
    return text === null ? [] : [[key, text]];
  });
  return { type, value, ...Object.fromEntries(rest) };
}

/** Keys that are not known, and values of a wrong kind, are passed over. Throws for text that is no YAML. `join`: the absolute path of one in the skill's folder. */
export function parseMetadata(text: string, join: (path: string) => string): Metadata {
  const table = tableOf(parseYaml(text));
  const face = tableOf(table?.interface);
  const shown = face && interfaceOf(face, join);
  const listed = tableOf(table?.dependencies)?.tools;
  const tools = (Array.isArray(listed) ? listed : []).flatMap((entry) => toolOf(entry) ?? []);
  return {
    ...(shown && { interface: shown }),
    ...(tools.length > 0 && { dependencies: { tools } }),
    implicit: lineAt(tableOf(table?.policy), 'allow_implicit_invocation')?.toLowerCase() !== 'false',
  };
}
