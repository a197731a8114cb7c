import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tenonError } from '@tenon/plugin-api';
import type { Node } from 'web-tree-sitter';
import { compileOnce } from './compile-once.ts';

/** A node of a script's syntax tree. */
export type SyntaxNode = Node;

/**
 * Parses one script, and hands its root to `use`; the tree does not outlive that. Undefined for a script that is too much
 * work: the grammar takes quadratic time for some that are broken.
 */
export type BashParser = <T>(script: string, use: (root: SyntaxNode) => T) => T | undefined;

/** A script with something of each kind, so that what reads them is compiled. */
const EVERYTHING = `a=1 b="$x" c 'd' $'e' | f && ! g || (h "$(i \`j\`)") > k 2>&1 <<< l & m=(n o)
for p in {1..2} *.q; do while [[ $r =~ s ]]; do test -f "\${t:-u}" && continue; done; done # v
if ((w + 1)); then { x; }; elif y; then z; else case $A in B|C) D;; esac; fi
function E() { local F; export G=H; unset I; }; cat <<K <(L) <<-'M'
$N \`O\` $((P))
K
	Q
M
`;

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
    compileOnce(() => parser.parse(EVERYTHING)?.delete());
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
