#!/usr/bin/env node
// Starts Tenon on a Node that can run it, with compiled code kept between runs.
// The whole module: an older Node, which has no compile cache, must get as far as the message below.
import module from 'node:module';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major > 22 || (major === 22 && minor >= 18)) {
  module.enableCompileCache?.();
  await import('../dist/main.js');
} else {
  const { spawnSync } = await import('node:child_process');
  const require = module.createRequire(import.meta.url);
  const bundled = () => {
    try {
      return require.resolve(`node-${process.platform}-${process.arch}/bin/node`);
    } catch {
      return undefined;
    }
  };
  const node = process.env.TENON_REEXEC ? undefined : bundled();
  if (!node) {
    console.error(
      `tenon needs Node 22.18 or later; this is ${process.version} (${process.execPath}).\n` +
        `Install one from https://nodejs.org, or: npm install --global node-${process.platform}-${process.arch}@24`,
    );
    process.exit(1);
  }
  const child = spawnSync(node, [import.meta.filename ?? new URL(import.meta.url).pathname, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, TENON_REEXEC: '1' },
  });
  if (child.error) {
    console.error(`tenon could not start ${node}: ${child.error.message}`);
    process.exit(1);
  }
  process.exit(child.signal ? 128 : (child.status ?? 1));
}
