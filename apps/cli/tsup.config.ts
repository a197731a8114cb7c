import { defineConfig, type Options } from 'tsup';

type Plugin = NonNullable<Options['esbuildPlugins']>[number];

/** Keeps the imports of `src/start.ts`, though nothing of them is used there. */
const start: Plugin = {
  name: 'start',
  setup(build) {
    build.onResolve({ filter: /./ }, async ({ path, importer, resolveDir, kind, pluginData }) => {
      if (pluginData === start || !importer.endsWith('/src/start.ts')) return undefined;
      return { ...(await build.resolve(path, { importer, resolveDir, kind, pluginData: start })), sideEffects: true };
    });
  },
};

/** Takes the build of `yaml` for browsers: the one for Node is CommonJS, and requires built-ins. */
const yaml: Plugin = {
  name: 'yaml',
  setup(build) {
    build.onResolve({ filter: /^yaml$/ }, async ({ path, importer, resolveDir, kind, pluginData }) => {
      if (pluginData === yaml) return undefined;
      const found = await build.resolve(path, { importer, resolveDir, kind, pluginData: yaml });
      return { ...found, path: found.path.replace(/dist(.)index\.js$/, 'browser$1index.js') };
    });
  },
};

// One program, split where commands and their heavy parts are imported: what a command does not use is not read.
export default defineConfig({
  entry: { main: 'src/main.ts' },
  format: 'esm',
  target: 'node22.18',
  platform: 'node',
  dts: false,
  clean: true,
  splitting: true,
  minify: true,
  silent: true,
  // All but node-pty, ripgrep and tree-sitter, whose binaries are in packages of their own, and ws, which is CommonJS and requires built-ins.
  noExternal: [/^(?!@lydell\/node-pty|@vscode\/ripgrep|web-tree-sitter|ws$)/],
  esbuildPlugins: [start, yaml],
  // Workspace packages are bundled from their sources: one pass, and nothing unused is kept.
  esbuildOptions: (options) => {
    options.conditions = ['@tenon/source', 'module'];
    // Every chunk then leads to it, so that what it imports is one chunk.
    options.inject = ['src/start.ts'];
  },
});
