import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reply } from '@tenon/testing/model-server';
import { expect, test } from 'vitest';
import { world } from './program.ts';

const SECRET = 'hush-4711';
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

const patch = (...lines: string[]) =>
  reply.custom('apply_patch', ['*** Begin Patch', ...lines, '*** End Patch'].join('\n'));
const update = (path: string, line: string) => patch(`*** Update File: ${path}`, `-${line}`, '+x');

/** Each way to a denied file, and what the model must read of it. */
const attempts: readonly [ReturnType<typeof patch>, RegExp][] = [
  // The right guess and the wrong one get the same answer.
  [update('secret.txt', 'a wrong guess'), /Failed to read .*secret\.txt: reading .* is not permitted/],
  [update('secret.txt', SECRET), /Failed to read .*secret\.txt: reading .* is not permitted/],
  [update('link.txt', SECRET), /Failed to read .*link\.txt: reading .* is not permitted/],
  [update('keys/a.key', SECRET), /Failed to read .*a\.key: reading .* is not permitted/],
  [patch('*** Delete File: secret.txt'), /Failed to read .*secret\.txt: reading .* is not permitted/],
  [patch('*** Add File: secret.txt', '+x'), /Failed to read .*secret\.txt: reading .* is not permitted/],
  [patch('*** Update File: open.txt', '*** Move to: secret.txt'), /Failed to read .*secret\.txt: reading .* is not/],
  [reply.call('view_image', { path: 'keys/picture.key' }), /unable to locate image at .*: reading .* is not permitted/],
  [reply.call('exec_command', { cmd: 'cat secret.txt' }), /Process exited with code 1\n/],
  [reply.call('exec_command', { cmd: 'cat link.txt' }), /Process exited with code 1\n/],
  [reply.call('exec_command', { cmd: 'grep -r hush .' }), /Process exited with code [12]\n/],
  [update('open.txt', 'open'), /Success\. Updated the following files:\nM open\.txt/],
];

test('what a profile denies reaches the model through no tool, and not through the prompt', async () => {
  await using w = await world({ replies: [...attempts.map(([call]) => call), reply.text('done')] });
  const at = (name: string) => join(w.cwd, name);
  mkdirSync(at('keys'));
  writeFileSync(at('secret.txt'), `${SECRET}\n`);
  writeFileSync(at('keys/a.key'), `${SECRET}\n`);
  writeFileSync(at('keys/picture.key'), PNG);
  writeFileSync(at('open.txt'), 'open\n');
  symlinkSync('secret.txt', at('link.txt'));
  symlinkSync('secret.txt', at('AGENTS.md'));
  w.config(`default_permissions = "guarded"
${readFileSync(join(w.home, 'config.toml'), 'utf8')}
[permissions.guarded.filesystem]
":root" = "read"
[permissions.guarded.filesystem.":project_roots"]
"." = "write"
"secret.txt" = "none"
"**/*.key" = "none"
`);
  const { code, stderr } = await w.run(['exec', 'go']);
  expect(code, stderr).toBe(0);
  expect(JSON.stringify(w.model.requests[0]?.body)).not.toContain(SECRET);
  const outputs = (w.model.requests.at(-1)?.body.input ?? []).flatMap((item) =>
    String(item.type).endsWith('_call_output') ? [JSON.stringify(item.output)] : [],
  );
  expect(outputs).toHaveLength(attempts.length);
  for (const [n, [call, expected]] of attempts.entries()) {
    const output = outputs[n] ?? '';
    expect(output.replaceAll('\\n', '\n'), JSON.stringify(call.output)).toMatch(expected);
    expect(output).not.toContain(SECRET);
    expect(output).not.toContain('input_image');
  }
  expect(readFileSync(at('secret.txt'), 'utf8')).toBe(`${SECRET}\n`);
  expect(readFileSync(at('open.txt'), 'utf8')).toBe('x\n');
});
