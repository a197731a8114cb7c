import type { SyntaxNode } from './grammar.ts';

/** Texts in which the shell sees nothing but text. */
const LITERAL: ReadonlySet<string> = new Set([
  'raw_string',
  'ansi_c_string',
  'comment',
  'heredoc_start',
  'heredoc_end',
]);
const SEGMENTS = 64;

/**
 * The scripts that the grammar takes for text: backticks in a here-document or within `${x:-…}`. Over-cautious: each is
 * what follows a backtick or `$(`, up to the next. Undefined when there are too many.
 */
export function hiddenScripts(node: SyntaxNode): string[] | undefined {
  if (node.type === 'heredoc_redirect') return inHeredoc(node);
  if (node.childCount > 0 || LITERAL.has(node.type) || node.type === 'heredoc_body') return [];
  return segments(node.text);
}

function inHeredoc(node: SyntaxNode): string[] | undefined {
  const start = node.children.find((one) => one.type === 'heredoc_start')?.text ?? '';
  const body = node.children.find((one) => one.type === 'heredoc_body');
  if (!body || /["'\\]/.test(start)) return [];
  const text = unescaped(body.text);
  const opened = text.split('$(').length - 1;
  const seen = opened === 0 ? 0 : body.descendantsOfType(['command_substitution', 'arithmetic_expansion']).length;
  return text.includes('`') || opened > seen ? segments(body.text) : [];
}

function segments(source: string): string[] | undefined {
  if (!source.includes('`') && !source.includes('$(')) return [];
  const found = unescaped(source)
    .split(/`|\$\(/)
    .slice(1);
  return found.length > SEGMENTS ? undefined : found;
}

const unescaped = (source: string): string => source.replace(/\\[\s\S]/g, '');

/** Nodes that end or begin elsewhere for bash: `$'\''`, and a comment after an escaped blank, which is none. */
export function misread(node: SyntaxNode, script: string): boolean {
  if (node.type === 'ansi_c_string') return !/^\$'(?:[^'\\]|\\[\s\S])*'$/.test(node.text);
  return node.type === 'comment' && script[node.startIndex - 2] === '\\';
}
