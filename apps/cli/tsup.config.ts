import { defineConfig } from 'tsup';

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
  // All but node-pty and ripgrep, whose binaries are packages of their own, and ws, which is CommonJS and requires built-ins.
  noExternal: [/^(?!@lydell\/node-pty|@vscode\/ripgrep|ws$)/],
  // Workspace packages are bundled from their sources: one pass, and nothing unused is kept.
  esbuildOptions: (options) => {
    options.conditions = ['@tenon/source', 'module'];
  },
});
