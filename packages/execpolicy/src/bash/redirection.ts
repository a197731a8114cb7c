import type { Part } from '../commands/part.ts';
import type { Word } from '../commands/word.ts';
import type { SyntaxNode } from './grammar.ts';
import { EXPANSIONS, WORDS } from './node-types.ts';
import { readWords } from './read-word.ts';

/** What a redirection does that its command does not say. Files that are read are as any argument. */
export function redirection(node: SyntaxNode): Part[] {
  const operator = node.children.find((one) => !one.isNamed)?.type ?? '';
  if (node.children.some((one) => one.type === 'process_substitution')) return [];
  const [target, ...rest] = targets(node);
  const source = node.text;
  if (!target)
    return operator.endsWith('&-')
      ? []
      : [{ kind: 'unclear', reason: 'a redirection to nowhere', dangerous: false, source }];
  const { text } = target;
  if (/^[<>]&$/.test(operator) && text !== undefined && /^(?:\d+-?|-)$/.test(text)) return [];
  if (operator.endsWith('&-') && rest.length === 0) return [];
  if (operator === '<')
    return text === undefined || /^\/dev\/(?:tcp|udp)\//.test(text) ? [{ kind: 'read', target, source }] : [];
  return [{ kind: 'write', target, source }];
}

const targets = (node: SyntaxNode): Word[] =>
  readWords(node.children.slice(node.children.findIndex((one) => !one.isNamed) + 1), node);

/**
 * Words that the grammar hangs below redirections, and that are the command's: `rm > x -rf y`, `rm <<EOF -rf y`.
 * `sure` is false where the grammar took a here-document's text for such words.
 */
export function strayWords(node: SyntaxNode): { readonly words: readonly Word[]; readonly sure: boolean } {
  const words: Word[] = [];
  let sure = true;
  for (const child of node.children) {
    if (child.type !== 'file_redirect' && child.type !== 'heredoc_redirect') continue;
    if (child.children.some((one) => one.text.startsWith('\n'))) sure = false;
    if (child.type === 'file_redirect') words.push(...targets(child).slice(1));
    else {
      const below = strayWords(child);
      sure &&= below.sure;
      const own = child.children.filter((one) => WORDS.has(one.type) || EXPANSIONS.has(one.type));
      words.push(...readWords(own, child), ...below.words);
    }
  }
  return { words: sure ? words : [], sure };
}

/** What here-documents and here-strings right below give to read. */
export function inputs(node: SyntaxNode): string[] {
  return node.children.flatMap((child) => {
    if (child.type === 'heredoc_redirect') return [heredoc(child)];
    if (child.type !== 'herestring_redirect') return [];
    const source = child.children.at(-1);
    const [word] = source ? readWords([source], child) : [];
    return [word?.text ?? source?.text ?? ''];
  });
}

/** Read from the text where the grammar found no body, as with one that begins with a backslash. */
function heredoc(node: SyntaxNode): string {
  const body = node.children.find((one) => one.type === 'heredoc_body')?.text ?? '';
  if (body !== '') return body;
  const end = node.children.find((one) => one.type === 'heredoc_end')?.text ?? '';
  const after = node.text.indexOf('\n') + 1;
  return after === 0 ? '' : node.text.slice(after, node.text.length - end.length);
}
