// Runs the escape table through each sandbox: see README.md.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { peerIn } from '@tenon/bench/peer';
import { createRuntime } from '@tenon/kernel';
import { type Sandbox, sandbox } from '@tenon/plugin-api/sandbox';
import sandboxLinux from '@tenon/plugin-sandbox-linux';
import { type Escape, escapes, tryEscape } from '@tenon/testing/sandbox';
import { codexSandbox } from './codex.ts';
import { type Outcome, page, type Report, type Row } from './table.ts';

const { values } = parseArgs({
  options: {
    name: { type: 'string', default: 'run' },
    peer: { type: 'string' },
    only: { type: 'string', default: '' },
    user: { type: 'string', multiple: true, default: [] },
    json: { type: 'boolean', default: false },
  },
});

if (values.json) process.stdout.write(JSON.stringify(await report()));
else {
  const reports = [await report(), ...values.user.map(reportOf)];
  const date = new Date().toISOString().slice(0, 10);
  const title = `The escape table, ${date}`;
  writeFileSync(join(import.meta.dirname, 'results', `${date}-${values.name}.md`), page(title, reports));
  for (const { user, sandboxes, rows } of reports) {
    for (const name of sandboxes) {
      const out = rows.filter(({ outcomes }) => outcomes[name] === 'out').length;
      console.log(`${user}, ${name}: ${out} of ${rows.length} got out`);
    }
  }
}

/** The same as another user, which only root can, with a `/tmp` of its own: Codex has a file there that only its first user may open. */
function reportOf(user: string): Report {
  const group = spawnSync('id', ['-gn', user], { encoding: 'utf8' }).stdout.trim();
  const script = 'mount -t tmpfs -o mode=1777 tmpfs /tmp && exec setpriv --clear-groups --reuid "$@"';
  const self = [process.execPath, ...process.execArgv, ...process.argv.slice(1), '--json'];
  const child = spawnSync('unshare', ['--mount', 'sh', '-c', script, 'sh', user, '--regid', group, ...self], {
    env: { ...process.env, HOME: '/nonexistent' },
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (child.status !== 0) throw new Error(`as ${user} it failed (exit code ${child.status})`, { cause: child.error });
  return JSON.parse(child.stdout);
}

async function report(): Promise<Report> {
  // Codex refuses a home in the temporary folder.
  const home = mkdtempSync('/var/tmp/tenon-escapes-');
  const notes: string[] = [];
  await using bubblewrap = await linux('bubblewrap');
  await using landlock = await linux('landlock');
  using withBubblewrap = bubblewrap.acquire();
  using withLandlock = landlock.acquire();
  const all: [name: string, box: Sandbox][] = [
    ['bubblewrap', withBubblewrap.service(sandbox)],
    ['landlock', withLandlock.service(sandbox)],
    ['none', unconfined()],
  ];
  if (values.peer !== undefined) {
    try {
      const program = (await peerIn(values.peer)).command[0] ?? '';
      all.push(['codex 0.128', codexSandbox(program, home)]);
    } catch (error) {
      notes.push(`Codex was not tried: ${error instanceof Error ? error.message : String(error)}.`);
    }
  }
  notes.push(
    'Codex gives no files to others, so what goes by the files of a tool is not tried with it. Without a sandbox nothing is tried that would change the machine, or needs root to work.',
  );
  const rows: Row[] = [];
  for (const attempt of escapes.filter(({ name }) => name.includes(values.only))) {
    const outcomes: Record<string, Outcome> = {};
    for (const [name, box] of all) {
      outcomes[name] = isTried(name, attempt) ? await outcomeOf(box, attempt) : 'not tried';
    }
    rows.push({ name: attempt.name, outcomes });
  }
  rmSync(home, { recursive: true, force: true });
  return { user: userInfo().username, sandboxes: all.map(([name]) => name), rows, notes };
}

function linux(mechanism: string) {
  return createRuntime({
    plugins: [sandboxLinux],
    points: [sandbox],
    config: { [sandboxLinux.id]: { mechanism, max_processes: 512 } },
  });
}

function isTried(name: string, attempt: Escape): boolean {
  if (name === 'none') return !attempt.privileged;
  return !(name.startsWith('codex') && attempt.files);
}

/** An attempt that fails by itself proves nothing, nor does one whose command is not started at all. */
async function outcomeOf(box: Sandbox, attempt: Escape): Promise<Outcome> {
  try {
    if (await tryEscape(box, attempt)) return 'out';
    const { prepare, profile, script } = attempt;
    const control = {
      name: 'control',
      script: 'echo ESCAPED',
      ...(prepare && { prepare }),
      ...(profile && { profile }),
    };
    return script === undefined || (await tryEscape(box, control)) ? 'held' : 'refused';
  } catch (error) {
    console.error(attempt.name, error);
    return 'failed';
  }
}

/** What the attempts come to where nothing is confined: an attempt that does not get out here shows nothing on this machine. */
function unconfined(): Sandbox {
  return { name: 'none', unavailable: () => undefined, wrap: (command) => command, files: (files) => files };
}
