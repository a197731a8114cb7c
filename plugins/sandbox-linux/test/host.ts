// A host that starts one confined command, as an environment does, and waits. Arguments: the mechanism, the workspace, a script for a shell.
import { spawn } from 'node:child_process';
import { profileOfPolicy } from '@tenon/sandboxing';
import { createScope } from '@tenon/testing/scope';
import { SandboxLinuxConfig } from '../src/config.ts';
import { createLinuxSandbox } from '../src/linux-sandbox.ts';

const [mechanism, cwd = '', script = ''] = process.argv.slice(2);
const box = createLinuxSandbox(SandboxLinuxConfig.parse({ mechanism }), createScope('host'));
const profile = profileOfPolicy({ type: 'workspaceWrite', excludeSlashTmp: true, excludeTmpdirEnvVar: true });
const { argv } = await box.wrap({ argv: ['/bin/sh', '-c', script], cwd }, { profile, cwd, tmpdir: '/tmp' });
spawn(argv[0] ?? '', argv.slice(1), { cwd, detached: true, stdio: ['pipe', 'inherit', 'inherit'] });
