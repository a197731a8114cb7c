import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tenonError } from '@tenon/plugin-api';
import type { Node } from 'web-tree-sitter';

/** A node of a script's syntax tree. */
export type SyntaxNode = Node;

/** Parses one script, and hands its root to `use`; the tree does not outlive that. */
export type BashParser = <T>(script: string, use: (root: SyntaxNode) => T) => T;

/** Loads the grammar: some 15 ms, once. Throws `bash_grammar_unavailable`. */
export async function loadBashParser(): Promise<BashParser> {
  try {
    const { Parser, Language } = await import('web-tree-sitter');
    const require = createRequire(import.meta.url);
    await Parser.init({ locateFile: () => require.resolve('web-tree-sitter/web-tree-sitter.wasm') });
    const parser = new Parser();
    parser.setLanguage(await Language.load(await readFile(require.resolve('tree-sitter-bash/tree-sitter-bash.wasm'))));
    return (script, use) => {
      const tree = parser.parse(script);
      if (!tree)
        throw tenonError({ code: 'bash_grammar_unavailable', message: 'the parser of shell scripts gave no tree' });
      try {
        return use(tree.rootNode);
      } finally {
        tree.delete();
      }
    };
  } catch (cause) {
    throw tenonError({
      code: 'bash_grammar_unavailable',
      message: 'the parser of shell scripts does not load',
      mend: 'Install again: tree-sitter-bash and web-tree-sitter are missing or broken.',
      cause,
    });
  }
}
