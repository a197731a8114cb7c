import { execFileSync } from 'node:child_process';
import { chmod, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tool } from '@tenon/plugin-api/tool';
import { type Files, type ToolHarness, temporaryFolder, testTool, toolHarness } from '@tenon/testing/tool';
import { expect, test } from 'vitest';
import { applyPatchTool } from './tool.ts';

const patch = (...lines: string[]) => `${['*** Begin Patch', ...lines, '*** End Patch'].join('\n')}\n`;

testTool('apply_patch', {
  make: applyPatchTool,
  files: { 'src/a.txt': 'line one\nline two\n', 'old.txt': 'old\n' },
  valid: patch(
    '*** Add File: new/deep.txt',
    '+hello',
    '*** Update File: src/a.txt',
    '*** Move to: src/b.txt',
    ' line one',
    '-line two',
    '+line 2',
    '*** Delete File: old.txt',
  ),
  invalid: ['patch', patch(), patch('*** Delete File: none.txt'), patch('*** Update File: old.txt', '-new', '+newer')],
});

async function inFolder(
  files: Files,
  body: (h: ToolHarness, tool: Tool, at: (name: string) => string) => Promise<void>,
): Promise<void> {
  await using folder = await temporaryFolder(files);
  await using harness = toolHarness({ cwd: folder.path });
  await body(harness, applyPatchTool(), (name) => join(folder.path, name));
}

const text = (path: string) => readFile(path, 'utf8');
const diffs = (harness: ToolHarness) =>
  harness.events.flatMap((event) =>
    event.type === 'notification' && event.method === 'turn/diff/updated'
      ? [(event.params as { diff: string }).diff]
      : [],
  );

test('adds, updates, moves and deletes; says so in order', async () => {
  await inFolder({ 'src/a.txt': 'line one\nline two\n', 'old.txt': 'old\n' }, async (harness, tool, at) => {
    const result = await harness.call(
      tool,
      patch(
        '*** Delete File: old.txt',
        '*** Update File: src/a.txt',
        '*** Move to: src/b.txt',
        ' line one',
        '-line two',
        '+line 2',
        '*** Add File: new/deep.txt',
        '+hello',
      ),
    );
    const said = 'Success. Updated the following files:\nA new/deep.txt\nM src/b.txt\nD old.txt\n';
    expect(result.output).toMatch(/^Exit code: 0\nWall time: \d+(\.\d)? seconds\nOutput:\n/);
    expect(result.output).toContain(`Output:\n${said}`);
    expect(await text(at('new/deep.txt'))).toBe('hello\n');
    expect(await text(at('src/b.txt'))).toBe('line one\nline 2\n');
    await expect(stat(at('src/a.txt'))).rejects.toThrow('ENOENT');
    await expect(stat(at('old.txt'))).rejects.toThrow('ENOENT');
    const changes = [
      { path: at('old.txt'), kind: { type: 'delete' }, diff: 'old\n' },
      {
        path: at('src/a.txt'),
        kind: { type: 'update', move_path: at('src/b.txt') },
        diff: `@@ -1,2 +1,2 @@\n line one\n-line two\n+line 2\n\n\nMoved to: ${at('src/b.txt')}`,
      },
      { path: at('new/deep.txt'), kind: { type: 'add' }, diff: 'hello\n' },
    ];
    expect(harness.events).toEqual([
      { type: 'started', item: { type: 'fileChange', id: 'call_1', changes, status: 'inProgress' } },
      {
        type: 'notification',
        method: 'item/fileChange/outputDelta',
        params: { itemId: 'call_1', delta: said },
      },
      { type: 'completed', item: { type: 'fileChange', id: 'call_1', changes, status: 'completed' } },
      { type: 'notification', method: 'turn/diff/updated', params: { diff: expect.any(String) } },
    ]);
  });
});

test("the turn's diff has git's shape and blob ids", async () => {
  await inFolder({}, async (harness, tool) => {
    await harness.call(tool, patch('*** Add File: src/a.txt', '+line one', '+line two'));
    expect(diffs(harness)).toEqual([
      `diff --git a/src/a.txt b/src/a.txt
new file mode 100644
index ${'0'.repeat(40)}..e5c5c5583f49a34e86ce622b59363df99e09d4c6
--- /dev/null
+++ b/src/a.txt
@@ -0,0 +1,2 @@
+line one
+line two
`,
    ]);
  });
});

test("git applies the turn's diff to the files as they were", async () => {
  const before = {
    'a b.txt': 'one\ntwo\nthree',
    'run.sh': '#!/bin/sh\necho 1\necho 2\necho 3\n',
    'gone.txt': 'x\n',
    'empty.txt': '',
    'moved.txt': 'same\n',
    'ta\tb"q.txt': 'q\n',
    'crlf.txt': 'a\r\nb\r\n',
  };
  await using plain = await temporaryFolder(before);
  await inFolder(before, async (harness, tool, at) => {
    for (const folder of [plain.path, at('')]) await chmod(join(folder, 'run.sh'), 0o755);
    await harness.call(tool, patch('*** Update File: a b.txt', '-two', '+2', '*** Delete File: gone.txt'));
    await harness.call(
      tool,
      patch(
        '*** Update File: run.sh',
        '*** Move to: bin/run.sh',
        '-echo 2',
        '+echo two',
        '*** Update File: moved.txt',
        '*** Move to: here.txt',
        '*** Update File: empty.txt',
        '+no longer',
        '*** Update File: ta\tb"q.txt',
        '-q',
        '+Q',
        '*** Update File: crlf.txt',
        '-b',
        '+c',
        '*** Add File: passing.txt',
        '+p',
        '*** Add File: nothing.txt',
      ),
    );
    const last = await harness.call(
      tool,
      patch('*** Delete File: passing.txt', '*** Update File: a b.txt', '-one', '+1'),
    );
    expect(last.output).toContain('M a b.txt\nD passing.txt\n');
    const diff = diffs(harness).at(-1) ?? '';
    expect(diff).toContain('rename from run.sh\nrename to bin/run.sh\n');
    expect(diff).not.toContain('passing');
    execFileSync('git', ['init', '-q'], { cwd: plain.path });
    execFileSync('git', ['apply', '--whitespace=nowarn', '-'], { cwd: plain.path, input: diff });
    await rm(join(plain.path, '.git'), { recursive: true });
    const contents = (folder: string) =>
      execFileSync(
        'sh',
        ['-c', 'find . -type f | sort | while IFS= read -r f; do stat -c "%A %n" "$f"; cat "$f"; done'],
        {
          cwd: folder,
          encoding: 'utf8',
        },
      );
    expect(contents(plain.path)).toBe(contents(at('')));
    expect(contents(plain.path)).toContain('-rwxr-xr-x ./bin/run.sh');
  });
});

test('each turn has its own diff; files outside the folder are named in full', async () => {
  await using outside = await temporaryFolder({ 'o.txt': 'o\n' });
  await inFolder({ 'a.txt': 'a\n' }, async (harness, tool, at) => {
    await harness.call(tool, patch('*** Update File: a.txt', '-a', '+b'));
    const next = harness.turn('turn-2');
    await next.call(tool, patch(`*** Update File: ${outside.path}/o.txt`, '-o', '+p'));
    expect(diffs(next)[0]).toMatch(`diff --git a/${outside.path}/o.txt b/${outside.path}/o.txt\n`);
    expect(diffs(next)[0]).not.toContain('a.txt');
    expect(await text(at('a.txt'))).toBe('b\n');
  });
});

const refusals: readonly [string, string, string[]][] = [
  ['no hunks', 'patch rejected: empty patch', []],
  ['missing file', 'Failed to read CWD/none.txt: No such file or directory', ['*** Update File: none.txt', '-a', '+b']],
  ['missing file to delete', 'Failed to read CWD/none.txt: No such file', ['*** Delete File: none.txt']],
  ['folder', 'Failed to read CWD/dir: Is a directory', ['*** Delete File: dir']],
  ['folder to add', 'Failed to read CWD/dir: Is a directory', ['*** Add File: dir', '+x']],
  ['file as a folder', 'Failed to read CWD/a.txt/x', ['*** Update File: a.txt/x', '-a', '+b']],
  ['pipe', 'Failed to read CWD/pipe: it is not a regular file', ['*** Add File: pipe', '+x']],
  ['other lines', 'Failed to find expected lines in CWD/a.txt:\nx\ny', ['*** Update File: a.txt', ' x', '-y']],
  ['binary', 'Failed to read CWD/bin: it is a binary file, not UTF-8 text', ['*** Update File: bin', '-a', '+b']],
  ['not UTF-8', 'Failed to read CWD/latin: it is a binary file', ['*** Delete File: latin']],
  [
    'two names',
    'CWD/link and CWD/a.txt are the same file',
    ['*** Update File: a.txt', '-a', '+b', '*** Update File: link', '-a', '+c'],
  ],
  [
    'deleted before',
    'Failed to read CWD/a.txt: the patch itself removed or moved it before',
    ['*** Delete File: a.txt', '*** Update File: a.txt', '-a', '+b'],
  ],
];

test.each(refusals)('refuses before anything is written: %s', async (_, message, lines) => {
  const files = { 'a.txt': 'a\n', 'dir/x': '', bin: new Uint8Array([65, 0, 10]), latin: new Uint8Array([0xe9, 10]) };
  await inFolder(files, async (harness, tool, at) => {
    await symlink('a.txt', at('link'));
    execFileSync('mkfifo', [at('pipe')]);
    const all = lines.length === 0 ? patch() : patch('*** Add File: first.txt', '+x', ...lines);
    const full = `apply_patch verification failed: ${message.replaceAll('CWD', at('.'))}`;
    await expect(harness.prepare(tool, all)).rejects.toThrow(full);
    await expect(stat(at('first.txt'))).rejects.toThrow('ENOENT');
  });
});

test('hunks of one patch see each other', async () => {
  await inFolder({ 'a.txt': 'a\nb\n', 'm.txt': 'm\n', 'd.txt': 'd\n' }, async (harness, tool, at) => {
    const { output } = await harness.call(
      tool,
      patch(
        '*** Update File: a.txt',
        '-a',
        '+A',
        '*** Update File: ./a.txt',
        '-b',
        '+B',
        '*** Update File: m.txt',
        '*** Move to: n.txt',
        '-m',
        '+n',
        '*** Add File: m.txt',
        '+see n.txt',
        '*** Delete File: d.txt',
        '*** Add File: d.txt',
        '+anew',
      ),
    );
    expect(output).toContain('A m.txt\nM ./a.txt\nM n.txt\nM d.txt\n');
    expect(await Promise.all(['a.txt', 'm.txt', 'n.txt', 'd.txt'].map((name) => text(at(name))))).toEqual([
      'A\nB\n',
      'see n.txt\n',
      'n\n',
      'anew\n',
    ]);
  });
});

test('a file that changed after the check is left alone, and so are the others', async () => {
  await inFolder({ 'a.txt': 'a\n' }, async (harness, tool, at) => {
    const input = patch('*** Add File: new.txt', '+x', '*** Update File: a.txt', '-a', '+b');
    const prepared = await harness.prepare(tool, input);
    await writeFile(at('a.txt'), 'changed\n');
    const result = await prepared.run(harness.run);
    expect(result.success).toBe(false);
    expect(result.output).toMatch(/Exit code: 1\n.*a\.txt changed since the patch was checked.*No file was changed/s);
    expect(await text(at('a.txt'))).toBe('changed\n');
    await expect(stat(at('new.txt'))).rejects.toThrow('ENOENT');
    expect(harness.events.at(-1)).toMatchObject({ type: 'completed', item: { status: 'failed' } });
  });
});

test('when a later file cannot be written, the text says which were', async () => {
  await inFolder({ 'a.txt': 'a\n', 'b.txt': 'b\n', 'c.txt': 'c\n' }, async (harness, tool, at) => {
    const input = patch(
      ...['a', 'b'].flatMap((name) => [`*** Update File: ${name}.txt`, `-${name}`, '+new']),
      '*** Delete File: c.txt',
    );
    const prepared = await harness.prepare(tool, input);
    const files = {
      ...harness.run.files,
      writeFile: async (path: string, data: Uint8Array | string) => {
        if (path.endsWith('b.txt')) throw Object.assign(new Error('no'), { code: 'EACCES' });
        await harness.run.files.writeFile(path, data);
      },
    };
    const { output, success } = await prepared.run({ ...harness.run, files });
    expect(success).toBe(false);
    expect(output).toContain(
      `Failed to write file ${at('b.txt')}: Permission denied\nAlready changed:\nM a.txt\nNot changed:\nM b.txt\nD c.txt\n`,
    );
    expect(await Promise.all(['a.txt', 'b.txt', 'c.txt'].map((name) => text(at(name))))).toEqual([
      'new\n',
      'b\n',
      'c\n',
    ]);
    expect(diffs(harness)[0]).toContain('a/a.txt');
    expect(diffs(harness)[0]).not.toContain('b/b.txt');
  });
});

test('parents that cannot be made fail the item, as in the peer', async () => {
  await inFolder({}, async (harness, tool, at) => {
    const prepared = await harness.prepare(tool, patch('*** Add File: src/a.txt', '+x'));
    const makeDirectory = async () => {
      throw Object.assign(new Error('read-only'), { code: 'EROFS' });
    };
    await prepared.run({ ...harness.run, files: { ...harness.run.files, makeDirectory } });
    expect(harness.events.slice(1)).toEqual([
      {
        type: 'notification',
        method: 'item/fileChange/outputDelta',
        params: {
          itemId: 'call_1',
          delta: expect.stringContaining(`Failed to create parent directories for ${at('src/a.txt')}`),
        },
      },
      { type: 'completed', item: expect.objectContaining({ status: 'failed' }) },
    ]);
  });
});

test('a moved script stays one that can be run; a move over a file replaces it', async () => {
  await inFolder({ 'a.sh': 'a\n', 'b.txt': 'b\n', 'c.txt': 'c\n' }, async (harness, tool, at) => {
    await chmod(at('a.sh'), 0o755);
    const move = (from: string, to: string) => [`*** Update File: ${from}`, `*** Move to: ${to}`];
    await harness.call(tool, patch(...move('a.sh', 'x/a.sh'), ...move('b.txt', 'c.txt')));
    expect((await stat(at('x/a.sh'))).mode & 0o777).toBe(0o755);
    expect(await text(at('c.txt'))).toBe('b\n');
    await expect(stat(at('b.txt'))).rejects.toThrow('ENOENT');
  });
});

test('a file of five megabytes is changed in a moment', async () => {
  const lines = Array.from({ length: 150_000 }, (_, n) => `line ${n} of a long file with text\n`);
  await inFolder({ 'big.txt': lines.join('') }, async (harness, tool, at) => {
    await harness.call(tool, patch('*** Update File: big.txt', '-line 77777 of a long file with text', '+here'));
    expect((await text(at('big.txt'))).split('\n')[77_777]).toBe('here');
    expect(diffs(harness)[0]?.length).toBeLessThan(1_000);
  });
});
