import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tenonError } from '@tenon/plugin-api';
import type { Node } from 'web-tree-sitter';

/** A node of a script's syntax tree. */
export type SyntaxNode = Node;

/**
 * Parses one script, and hands its root to `use`; the tree does not outlive that. Undefined for a script that is too much
 * work: the grammar takes quadratic time for some that are broken.
 */
export type BashParser = <T>(script: string, use: (root: SyntaxNode) => T) => T | undefined;

/** Milliseconds. A script of a thousand lines takes 60; one that is given up counts as dangerous, so that a person is asked. */
const PATIENCE = 500;

/** Loads the grammar: some 15 ms, once. Throws `bash_grammar_unavailable`. */
export async function loadBashParser(): Promise<BashParser> {
  try {
    const { Parser, Language } = await import('web-tree-sitter');
    const require = createRequire(import.meta.url);
    await Parser.init({ locateFile: () => require.resolve('web-tree-sitter/web-tree-sitter.wasm') });
    const parser = new Parser();
    parser.setLanguage(await Language.load(await readFile(require.resolve('tree-sitter-bash/tree-sitter-bash.wasm'))));
    return (script, use) => {
      const start = performance.now();
      const tree = parser.parse(script, null, { progressCallback: () => performance.now() - start > PATIENCE });
      if (!tree) {
        parser.reset();
        return undefined;
      }
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
