#!/usr/bin/env node
// Measures Tenon beside a stub that does the same input and output and nothing else. See README.md.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { contexts, FULL, QUICK, type Server } from './bench-context.ts';
import { now } from './clock.ts';
import { measures } from './measures/all.ts';
import { Model } from './model.ts';
import { type Options, optionsOf, USAGE } from './options.ts';
import { peerIn } from './peer.ts';
import { type Result, type Run, report } from './report.ts';
import { calmer, sample } from './sample.ts';
import { buildStub } from './stub-build.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** What is measured. Without the peer's program, the others are. */
async function serversOf(options: Options, stub: string): Promise<Server[]> {
  const own: Server[] = [
    { name: 'stub', command: [process.execPath, stub], shown: 'node tooling/bench/stub' },
    {
      name: 'tenon',
      command: [process.execPath, here('../../apps/cli/bin/tenon.js'), 'app-server'],
      shown: 'node apps/cli/bin/tenon.js app-server',
    },
    ...options.servers,
  ];
  if (options.peer === undefined) return own;
  try {
    return [...own, await peerIn(options.peer)];
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\nOnly Tenon is measured.\n`);
    return own;
  }
}

async function bench(options: Options, scratch: string): Promise<Result> {
  if (!existsSync(here('../../apps/cli/dist/main.js')))
    throw new Error('apps/cli is not built: run `pnpm build` first');
  const servers = await serversOf(options, buildStub(join(scratch, 'stub')));
  const [cwd, user] = [join(scratch, 'work'), join(scratch, 'user')];
  for (const folder of [cwd, user]) mkdirSync(folder);
  // Nothing else of the environment: a shell's profile would be timed with each tool call.
  const env = { PATH: process.env.PATH ?? '', LANG: 'C.UTF-8', TZ: 'UTC', SHELL: '/bin/bash', HOME: user };
  const model = await Model.start();
  const usual = options.quick ? QUICK : FULL;
  const sizes = { ...usual, storedThreads: options.threads ?? usual.storedThreads };
  const contextOf = contexts({ scratch, cwd, model, env, sizes });
  const runs: Run[] = [];
  const calm = calmer(options.calm);
  const [started, began] = [new Date().toISOString(), now()];
  try {
    for (const name of options.only) {
      const measure = measures[name];
      if (!measure) continue;
      const taking = servers.filter((server) => measure.stub || server.name !== 'stub');
      for (let run = 1; run <= (options.runs ?? measure.runs); run += 1) {
        // A B, then B A: what drifts with time touches all alike.
        for (const server of run % 2 ? taking : taking.toReversed()) {
          const taken = await sample(name, measure, contextOf(server), { run, calm });
          runs.push(taken);
          process.stderr.write(`${name} ${run}, ${server.name}${taken.error ? `: failed: ${taken.error}` : ''}\n`);
        }
      }
    }
  } finally {
    model.stop();
  }
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'CPU'}`;
  const shown = Object.fromEntries(servers.map(({ name, command, shown: text }) => [name, text ?? command.join(' ')]));
  const seconds = (now() - began) / 1000;
  return { started, seconds, node: process.version, machine, quick: options.quick, servers: shown, runs };
}

function keep(result: Result, name: string): void {
  mkdirSync(here('results'), { recursive: true });
  const file = here(`results/${result.started.slice(0, 10)}-${name}`);
  writeFileSync(`${file}.md`, report(result));
  writeFileSync(`${file}.json`, `${JSON.stringify(result, null, 1)}\n`);
  process.stderr.write(`written: ${file}.md and .json\n`);
}

async function main(): Promise<number> {
  let options: Options | 'help';
  try {
    options = optionsOf(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n${USAGE}\n`);
    return 2;
  }
  if (options === 'help') {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  // Not below a repository, whose instructions a thread would read.
  const scratch = mkdtempSync(join(existsSync('/var/tmp') ? '/var/tmp' : tmpdir(), 'tenon-bench-'));
  try {
    const result = await bench(options, scratch);
    process.stdout.write(report(result));
    if (options.name) keep(result, options.name);
    // A figure over its target does not fail the bench; a measure that cannot be taken of the stub or Tenon does.
    return result.runs.some((run) => run.error && ['stub', 'tenon'].includes(run.server)) ? 1 : 0;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

process.exitCode = await main();
