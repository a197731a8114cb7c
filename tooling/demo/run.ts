// pnpm demo: a coding task from start to end, without a network. A script plays the model; everything else is real.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const PROMPT = 'The test of this project fails. Find out why, fix the source, and run the test again.';

const root = resolve(import.meta.dirname, '../..');
const tenon = join(root, 'apps/cli/bin/tenon.js');
const scratch = mkdtempSync(join(tmpdir(), 'tenon-demo-'));
const project = join(scratch, 'project');
const home = join(scratch, 'home');

// An empty home has no provider and no key, so the scripted model is used.
const { OPENAI_API_KEY: _, CODEX_HOME: __, ...inherited } = process.env;
const env = {
  ...inherited,
  TENON_HOME: home,
  TENON_SYSTEM_DIR: join(scratch, 'system'),
  PATH: `${dirname(process.execPath)}:${inherited.PATH ?? ''}`,
};

const heading = (text: string) => console.log(`\n== ${text}`);

/** Runs where everybody can see it; gives the exit code. */
function show(program: string, ...args: string[]): number {
  const { status, error, signal } = spawnSync(program, args, { cwd: project, env, stdio: 'inherit' });
  if (error) throw error;
  if (signal) throw new Error(`${program} was ended by ${signal}`);
  return status ?? 1;
}

function git(...args: string[]): void {
  const identity = ['-c', 'user.name=Demo', '-c', 'user.email=demo@example.invalid'];
  const code = show('git', ...identity, ...args);
  if (code !== 0) throw new Error(`git ${args.join(' ')} ended with exit code ${code}`);
}

mkdirSync(home);
cpSync(join(import.meta.dirname, 'project'), project, { recursive: true });
git('init', '--quiet', '--initial-branch=main');
git('add', '.');
git('commit', '--quiet', '--message', 'A median with a bug');

heading(`1. A project in ${project}, whose test fails`);
if (show('node', '--test') === 0) {
  console.error('\nThe test should fail before the run, but it passed: tooling/demo/project is not what it should be.');
  process.exit(1);
}

heading('2. tenon exec works on it (a script plays the model; tools, files and the thread are real)');
const ended = show(process.execPath, tenon, 'exec', '--sandbox', 'danger-full-access', PROMPT);

heading('3. What changed');
git('--no-pager', 'diff', '--stat', '--patch');

heading('4. The test afterwards');
const passed = show('node', '--test') === 0;

const threads = readdirSync(home, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.jsonl'));
heading('5. The thread, as a rollout file');
console.log(threads.length > 0 ? threads.map((name) => join(home, name)).join('\n') : 'none was written');

const problems = [
  ...(ended === 0 ? [] : [`tenon exec ended with exit code ${ended}`]),
  ...(passed ? [] : ['the test still fails']),
  ...(threads.length > 0 ? [] : ['there is no thread file']),
];
heading(problems.length === 0 ? 'The demo worked: the test passes.' : `The demo failed: ${problems.join('; ')}.`);
process.exitCode = problems.length === 0 ? 0 : 1;
