// Unused files, exports and dependencies, by knip.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './lib/workspace.ts';

const args = ['--config', 'tooling/checks/knip.json', '--no-progress', '--no-config-hints', ...process.argv.slice(2)];
const knip = join(root, 'tooling/checks/node_modules/.bin/knip');
const { status, error } = spawnSync(knip, args, { cwd: root, stdio: 'inherit' });
if (error) throw error;
process.exitCode = status ?? 1;
if (status === 0) console.log('✓ unused: every file, export and dependency is used');
