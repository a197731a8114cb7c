// Format and lint. Mend most of it with: pnpm run format
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './lib/workspace.ts';

const args = ['check', '--config-path=tooling/checks', '--error-on-warnings', ...process.argv.slice(2)];
const { status, error } = spawnSync(join(root, 'node_modules/.bin/biome'), args, { cwd: root, stdio: 'inherit' });
if (error) throw error;
process.exitCode = status ?? 1;
