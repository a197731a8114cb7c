/** Of V8: compiling anew, optimised, what has run often. */
const FLAGS = ['wasm-tier-up', 'wasm-dynamic-tiering'];

/**
 * Runs `first`, which runs code of WebAssembly for the first time; that stays as it is compiled then. Of the grammar of bash, V8 would
 * optimise a function so large that it takes 500 MB and a CPU for seconds, after some ten scripts, to gain a tenth of a millisecond a
 * script. The flags are the process's: they are off for as long as `first` runs, and it cannot wait.
 */
export function compileOnce<T>(first: () => T): T {
  const { setFlagsFromString } = process.getBuiltinModule('node:v8');
  for (const flag of FLAGS) setFlagsFromString(`--no-${flag}`);
  try {
    return first();
  } finally {
    for (const flag of FLAGS) setFlagsFromString(`--${flag}`);
  }
}
