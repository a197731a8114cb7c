import type { Part, Surroundings } from '../commands/part.ts';
import { known, unknownWord, type Word } from '../commands/word.ts';
import type { SyntaxNode } from './grammar.ts';
import { hiddenScripts, misread } from './hidden.ts';
import { CONTAINERS, EXPANSIONS, WORDS } from './node-types.ts';
import { readWord, readWords } from './read-word.ts';
import { inputs, redirection, strayWords } from './redirection.ts';
import { unclear } from './unclear.ts';

/** Beyond these a script is not judged in full, and counts as dangerous. */
const DEPTH = 150;
const PARTS = 2_000;
const CHILDREN = 2_000;
const NO_INPUT: Surroundings = { piped: false, input: [] };
const STATEMENTS: ReadonlySet<string> = new Set(['redirected_statement', 'pipeline', 'list', 'negated_command']);
const NOT_WORDS: ReadonlySet<string> = new Set([
  'variable_assignment',
  'file_redirect',
  'herestring_redirect',
  'heredoc_redirect',
]);

/** Goes through a script's syntax tree, and collects what it does. */
export class Walk {
  readonly parts: Part[] = [];
  /** The grammar read some of it otherwise than bash does. */
  misread = false;
  readonly #script: string;
  /** By a command's node, words of it that hang elsewhere. */
  readonly #stray = new Map<number, readonly Word[]>();

  constructor(script: string) {
    this.#script = script;
  }

  node(node: SyntaxNode, around: Surroundings, depth: number): void {
    if (depth > DEPTH || this.parts.length > PARTS || node.childCount > CHILDREN) {
      if (this.parts.at(-1)?.kind !== 'unclear')
        this.parts.push(unclear('the script is too large or too deep to be judged', node.text, true));
      return;
    }
    if (!node.isNamed) return;
    const { type } = node;
    const inside = (child: SyntaxNode, surroundings: Surroundings) => this.node(child, surroundings, depth + 1);
    if (type === 'command') this.#command(node, around);
    else if (type === 'declaration_command' || type === 'unset_command')
      this.#simple(node, [known(node.child(0)?.text ?? ''), ...operands(node)], around);
    else if (type === 'test_command')
      this.#simple(node, [known('test'), hasExpansion(node) ? unknownWord(true) : known('')], around);
    else if (type === 'variable_assignment') this.#assignment(node, node.parent?.type === 'command');
    else if (type === 'for_statement') this.#loopVariable(node);
    else if (type === 'function_definition') this.#function(node);
    else if (type === 'redirected_statement') this.#strays(node);
    else if (type === 'file_redirect') this.parts.push(...redirection(node));
    else if (type === 'compound_statement' && node.child(0)?.type === '((')
      this.parts.push(unclear('arithmetic', node.text));
    else if (!CONTAINERS.has(type) && !WORDS.has(type) && !EXPANSIONS.has(type))
      this.parts.push(unclear(`\`${type}\` is not understood`, node.text));
    if (misread(node, this.#script)) this.misread = true;
    this.#hidden(node);
    if (type === 'pipeline') this.#pipeline(node, around, inside);
    else this.#children(node, around, inside);
  }

  #children(node: SyntaxNode, around: Surroundings, inside: (child: SyntaxNode, around: Surroundings) => void): void {
    const { type } = node;
    const fed = type === 'redirected_statement' || type === 'command';
    const within = fed ? { ...around, input: [...around.input, ...inputs(node)] } : around;
    for (const child of node.children) {
      // What follows `<<EOF` on its line hangs below the redirection.
      const piped = type === 'heredoc_redirect' && child.type === 'pipeline';
      inside(child, piped ? { ...within, piped: true } : EXPANSIONS.has(type) ? NO_INPUT : within);
    }
  }

  /** What the grammar took for text, and bash does not. */
  #hidden(node: SyntaxNode): void {
    const scripts = hiddenScripts(node);
    if (!scripts) this.parts.push(unclear('too many scripts within text', node.text, true));
    for (const script of scripts ?? []) this.parts.push({ kind: 'script', script, source: node.text.slice(0, 200) });
    if (scripts && scripts.length > 0) this.parts.push(unclear('a script within text', node.text));
  }

  #pipeline(node: SyntaxNode, around: Surroundings, inside: (child: SyntaxNode, around: Surroundings) => void): void {
    let first = true;
    for (const child of node.children) {
      inside(child, first ? around : { ...around, piped: true });
      if (child.isNamed) first = false;
    }
  }

  #command(node: SyntaxNode, around: Surroundings): void {
    const words = readWords(
      node.children.filter((one) => !NOT_WORDS.has(one.type)),
      node,
    );
    words.push(...(this.#stray.get(node.id) ?? []));
    this.#simple(node, words, { ...around, input: [...around.input, ...inputs(node)] });
  }

  /** Gives words below a redirection back to the command before it. */
  #strays(node: SyntaxNode): void {
    const { words, sure } = strayWords(node);
    if (!sure) this.parts.push(unclear('a here-document that cannot be told from its command', node.text));
    if (words.length === 0) return;
    let body: SyntaxNode | null = node.children[0] ?? null;
    while (body && STATEMENTS.has(body.type))
      body = body.type === 'redirected_statement' ? body.child(0) : body.lastNamedChild;
    if (body?.type === 'command') this.#stray.set(body.id, [...(this.#stray.get(body.id) ?? []), ...words]);
    else this.parts.push(unclear('words after a redirection', node.text));
  }

  #simple(node: SyntaxNode, words: readonly Word[], around: Surroundings): void {
    if (words.length > 0) this.parts.push({ kind: 'command', words, source: node.text, around });
  }

  #assignment(node: SyntaxNode, exported: boolean): void {
    const name = /^[A-Za-z_][A-Za-z0-9_]*/.exec(node.text)?.[0] ?? '';
    this.parts.push({ kind: 'assignment', name, exported, source: node.text });
  }

  #loopVariable(node: SyntaxNode): void {
    const name = node.children.find((one) => one.type === 'variable_name')?.text ?? '';
    this.parts.push({ kind: 'assignment', name, exported: false, source: name });
  }

  /** A function that calls itself from a pipe or the background never ends: `:(){ :|:& };:`. */
  #function(node: SyntaxNode): void {
    const name = node.children.find((one) => one.type === 'word')?.text;
    const calls = node.descendantsOfType('command_name').some((one) => one?.text === name);
    if (calls && /[|&]/.test(node.text))
      this.parts.push(unclear('a function that starts itself again', node.text, true));
  }
}

function operands(node: SyntaxNode): Word[] {
  return node.children
    .slice(1)
    .map((child) =>
      WORDS.has(child.type) ? readWord(child) : child.type === 'variable_name' ? known(child.text) : unknownWord(true),
    );
}

function hasExpansion(node: SyntaxNode): boolean {
  return node.descendantsOfType([...EXPANSIONS]).length > 0;
}
