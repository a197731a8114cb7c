import { readFileSync } from 'node:fs';
import { type Comment, type Program, parseSync, type Statement } from 'oxc-parser';

/** A name as another module knows it. */
export interface Origin {
  readonly from: string;
  /** The name there; `*` for the whole module. */
  readonly name: string;
}

export interface Declaration {
  readonly names: readonly string[];
  /** Its text without comments. */
  readonly text: string;
  /** Names it mentions. */
  readonly mentions: ReadonlySet<string>;
  /** Names it mentions as `import('./x.ts').Name`. */
  readonly inlineImports: readonly Origin[];
}

/** What one .d.ts file declares, imports and exports. */
export interface DeclarationFile {
  readonly declarations: readonly Declaration[];
  readonly imports: ReadonlyMap<string, Origin>;
  /** Exported name: the local name, or where it comes from. */
  readonly exports: ReadonlyMap<string, string | Origin>;
  /** Sources of `export * from`. */
  readonly stars: readonly string[];
}

type Node = { readonly type: string; readonly start: number; readonly end: number; readonly [field: string]: unknown };

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value;

const nameOf = (node: unknown): string => {
  if (!isNode(node)) return '';
  return String(node.name ?? node.value ?? '');
};

/** Collects identifiers and inline imports below a node; plain property keys are not mentions. */
function collect(node: Node, mentions: Set<string>, inline: Origin[]): void {
  if (node.type === 'Identifier') mentions.add(nameOf(node));
  if (node.type === 'TSImportType' && isNode(node.source)) {
    let qualifier = node.qualifier;
    while (isNode(qualifier) && isNode(qualifier.left)) qualifier = qualifier.left;
    inline.push({ from: nameOf(node.source), name: isNode(qualifier) ? nameOf(qualifier) : '*' });
  }
  for (const [field, value] of Object.entries(node)) {
    if (field === 'key' && !node.computed) continue;
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) collect(child, mentions, inline);
  }
}

/** The text between two offsets, without comments and the blank lines that they leave. */
function bare(source: string, comments: readonly Comment[], start: number, end: number): string {
  let text = '';
  let at = start;
  for (const comment of comments) {
    if (comment.start < at || comment.end > end) continue;
    text += source.slice(at, comment.start);
    at = comment.end;
  }
  return (text + source.slice(at, end))
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .join('\n');
}

function declaredNames(node: Node): string[] {
  if (Array.isArray(node.declarations)) return node.declarations.map((each: Node) => nameOf(each.id));
  return [nameOf(node.id)];
}

export function readDeclarationFile(file: string): DeclarationFile {
  const source = readFileSync(file, 'utf8');
  const { program, comments, errors } = parseSync(file, source, { lang: 'dts', sourceType: 'module' });
  if (errors.length > 0) throw new Error(`${file}: ${errors.map(({ message }) => message).join('; ')}`);
  const declarations: Declaration[] = [];
  const imports = new Map<string, Origin>();
  const exports = new Map<string, string | Origin>();
  const stars: string[] = [];

  const declare = (node: Node, whole: Node): string[] => {
    const mentions = new Set<string>();
    const inlineImports: Origin[] = [];
    collect(node, mentions, inlineImports);
    const names = declaredNames(node);
    const text = bare(source, comments, whole.start, whole.end).replace(/^export (default )?/, '');
    declarations.push({ names, text, mentions, inlineImports });
    return names;
  };

  for (const statement of (program as Program).body as readonly Statement[]) {
    const node = statement as unknown as Node;
    const from = isNode(node.source) ? nameOf(node.source) : undefined;
    const specifiers = Array.isArray(node.specifiers) ? (node.specifiers as Node[]) : [];
    if (node.type === 'ImportDeclaration' && from !== undefined) {
      for (const each of specifiers) {
        const imported = each.type === 'ImportNamespaceSpecifier' ? '*' : nameOf(each.imported);
        imports.set(nameOf(each.local), { from, name: imported || 'default' });
      }
    } else if (node.type === 'ExportAllDeclaration' && from !== undefined) {
      if (isNode(node.exported)) exports.set(nameOf(node.exported), { from, name: '*' });
      else stars.push(from);
    } else if (node.type === 'ExportNamedDeclaration' && isNode(node.declaration)) {
      for (const name of declare(node.declaration, node)) exports.set(name, name);
    } else if (node.type === 'ExportNamedDeclaration') {
      for (const each of specifiers) {
        const local = nameOf(each.local);
        exports.set(nameOf(each.exported), from === undefined ? local : { from, name: local });
      }
    } else if (node.type === 'ExportDefaultDeclaration' && isNode(node.declaration)) {
      const local =
        node.declaration.type === 'Identifier' ? nameOf(node.declaration) : declare(node.declaration, node)[0];
      exports.set('default', local ?? 'default');
    } else declare(node, node);
  }
  return { declarations, imports, exports, stars };
}
