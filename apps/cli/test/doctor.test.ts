// `tenon doctor`, with the sandbox of this machine, and with sandboxes that do not keep what they promise.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type World, world } from './program.ts';

interface Report {
  readonly sandbox: {
    name: string;
    plugin: string;
    unavailable: string | null;
    mechanisms: { name: string; missing?: string }[];
  } | null;
  readonly profile: { confines: boolean } | null;
  readonly findings: { through: string; what: string; permitted: boolean; outcome: string; why?: string }[];
  readonly problems: { code: string | null; message: string; mend: string | null }[];
  readonly proven: boolean;
  readonly protected: boolean;
}

/** A world whose temporary folder is its own, to see what is left in it. */
async function place() {
  const w = await world();
  const temporary = join(w.cwd, '../temporary');
  mkdirSync(temporary);
  const env = { TMPDIR: temporary };
  // Node keeps its cache of compiled code there.
  const left = () => readdirSync(temporary).filter((name) => name !== 'node-compile-cache');
  const report = async (...args: string[]) => {
    const { code, stdout, stderr } = await w.run(['doctor', '--json', ...args], { env });
    expect(stderr).toBe('');
    return { code, report: JSON.parse(stdout) as Report };
  };
  return { w, temporary, env, left, report, [Symbol.asyncDispose]: () => w[Symbol.asyncDispose]() };
}

const point = createRequire(import.meta.url).resolve('@tenon/plugin-api/sandbox');

/** A plugin in the place of the sandbox. `wrap` and `files` are the bodies of its two functions. */
function brokenSandbox(w: World, wrap: string, files: string): string[] {
  const file = join(w.home, 'broken.mjs');
  writeFileSync(
    file,
    `import { sandbox } from ${JSON.stringify(point)};
const service = { name: 'broken', unavailable: () => undefined, wrap: (command, request) => { ${wrap} }, files: (files, request) => { ${files} } };
export default { id: 'test.broken', api: 'v1', register: () => [sandbox.provide(() => service)] };
`,
  );
  return ['-c', `tenon.plugins=[${JSON.stringify(file)}]`, '-c', 'tenon.disabled=["tenon.sandbox-linux"]'];
}

const outcomes = ({ findings }: Report, outcome: string) =>
  findings.filter((one) => one.outcome === outcome).map(({ through, what }) => `${through}: ${what}`);

// Some 150 commands are run, on a machine that may have other things to do.
const patience = { timeout: 180_000 };

test('what must fail fails through every door, and nothing is left behind', patience, async () => {
  await using here = await place();
  const { code, report } = await here.report();
  expect(report.findings.filter(({ outcome }) => outcome !== 'prevented' && outcome !== 'works')).toEqual([]);
  expect(report).toMatchObject({ proven: true, protected: true, problems: [] });
  expect(code).toBe(0);
  expect(new Set(report.findings.map(({ through }) => through))).toEqual(
    new Set(['shell', 'files', 'exec_command', 'apply_patch', 'view_image']),
  );
  for (const through of ['shell', 'exec_command']) {
    expect(outcomes(report, 'prevented')).toEqual(
      expect.arrayContaining([
        `${through}: read a file in a denied folder`,
        `${through}: read a file that a denied pattern matches`,
        `${through}: make a file outside of the workspace`,
        `${through}: plant a hook in a nested repository`,
        `${through}: plant a hook by making .git`,
        `${through}: reach a TCP port of this machine`,
        `${through}: kill a process outside`,
      ]),
    );
  }
  expect(here.left()).toEqual([]);
  expect(readdirSync(here.w.cwd)).toEqual(['.git']);
  expect(here.w.rollouts()).toEqual([]);
});

test('without bubblewrap it says so, and proves what is there instead', patience, async () => {
  await using here = await place();
  const { code, report } = await here.report('-c', 'tenon.config."tenon.sandbox-linux".bwrap="/nonexistent"');
  const bubblewrap = report.sandbox?.mechanisms.find(({ name }) => name === 'bubblewrap');
  expect(bubblewrap?.missing).toContain('/nonexistent');
  if (report.sandbox?.unavailable === null) {
    expect(report.sandbox.mechanisms[0]).not.toBe(bubblewrap);
    expect(report.findings.filter(({ outcome }) => outcome !== 'prevented' && outcome !== 'works')).toEqual([]);
    expect(code).toBe(0);
  } else {
    expect(report).toMatchObject({ proven: false, protected: false, findings: [] });
    expect(code).toBe(1);
  }
});

test('a sandbox that confines nothing is found out', patience, async () => {
  await using here = await place();
  const args = brokenSandbox(here.w, 'return command;', 'return files;');
  const { code, report } = await here.report(...args);
  expect(code).toBe(1);
  expect(report).toMatchObject({ proven: false, protected: false, sandbox: { name: 'broken', plugin: 'test.broken' } });
  expect(outcomes(report, 'prevented').filter((one) => !one.startsWith('apply_patch'))).toEqual([]);
  expect(outcomes(report, 'succeeded')).toEqual(
    expect.arrayContaining([
      'shell: read a file in a denied folder',
      'shell: reach a service on a Unix socket',
      'shell: kill a process outside',
      'files: plant a hook in a nested repository',
      'exec_command: make a file outside of the workspace',
      'view_image: see an image in a denied folder',
    ]),
  );
  expect(here.left()).toEqual([]);
});

test('one hole is enough', patience, async () => {
  await using here = await place();
  // All is refused but the files of tools: those are as they are.
  const { code, report } = await here.report(
    ...brokenSandbox(here.w, "return { ...command, argv: ['/bin/sh', '-c', 'exit 1'] };", 'return files;'),
  );
  expect(code).toBe(1);
  expect(report.protected).toBe(false);
  expect(outcomes(report, 'succeeded')).toContain('view_image: see an image that a denied pattern matches');
  // A command that was not run has proven nothing.
  const shell = report.findings.filter(({ through, permitted }) => through === 'shell' && !permitted);
  expect(new Set(shell.map(({ outcome }) => outcome))).toEqual(new Set(['unproven']));
  expect(outcomes(report, 'broken')).toContain('shell: write a file in the workspace');
});

test('a sandbox that fails proves nothing', patience, async () => {
  await using here = await place();
  const { code, report } = await here.report(
    ...brokenSandbox(here.w, "throw new Error('out of order');", 'return files;'),
  );
  expect(code).toBe(1);
  const first = report.findings.find(({ through }) => through === 'shell');
  expect(first).toMatchObject({ outcome: 'unproven', why: expect.stringContaining('out of order') });
});

test(
  'a folder that is configured to use no sandbox is not called protected; problems of plugins are told',
  patience,
  async () => {
    await using here = await place();
    const { code, report } = await here.report(
      ...['-c', 'sandbox_mode="danger-full-access"'],
      ...['-c', 'tenon.plugins=["./nowhere.mjs"]'],
      ...['-c', 'tenon.disabled=["tenon.tool-exec"]'],
    );
    expect(report).toMatchObject({ proven: true, protected: false, profile: { confines: false } });
    expect(report.problems).toEqual([
      expect.objectContaining({
        code: 'plugin_load_failed',
        message: expect.stringContaining('nowhere.mjs could not be loaded'),
      }),
    ]);
    // A tool that is not there is no way to the world.
    expect(new Set(report.findings.map(({ through }) => through))).toEqual(
      new Set(['shell', 'files', 'apply_patch', 'view_image']),
    );
    expect(code).toBe(1);
  },
);

test('a configuration that cannot be read is told, and protects nothing', patience, async () => {
  await using here = await place();
  here.w.config('model = [');
  const { code, report } = await here.report();
  expect(report).toMatchObject({ sandbox: null, protected: false, findings: [] });
  expect(report.problems[0]?.message).toContain('config.toml');
  expect(code).toBe(1);
});

test('Ctrl-C ends it, and nothing is left behind', patience, async () => {
  await using here = await place();
  const child = here.w.spawn(['doctor'], { env: here.env });
  onTestFinished(() => rmSync(here.temporary, { recursive: true, force: true }));
  // As soon as it is at work.
  while (!readdirSync(here.temporary).some((name) => name.startsWith('tenon-doctor-'))) {
    expect(child.exitCode).toBeNull();
    await new Promise((next) => setTimeout(next, 5));
  }
  child.kill('SIGINT');
  expect(await new Promise((done) => child.once('close', done))).toBe(130);
  expect(here.left()).toEqual([]);
});

test('its command line', patience, async () => {
  await using w = await world();
  expect((await w.run(['doctor', '--help'])).stdout).toMatch(/^Usage: tenon doctor/);
  expect(await w.run(['doctor', 'now'])).toMatchObject({ code: 2, stdout: '' });
});
