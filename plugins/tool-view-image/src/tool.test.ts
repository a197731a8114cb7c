import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder, testTool, toolHarness } from '@tenon/testing/tool';
import { expect, test } from 'vitest';
import { imageType } from './image-type.ts';
import { viewImageTool } from './tool.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const input = (path: string) => JSON.stringify({ path });

testTool('view_image', {
  make: viewImageTool,
  files: { 'dot.png': PNG },
  valid: input('dot.png'),
  invalid: ['{}', '{"path":7}', input(''), input('none.png'), input('.')],
});

test('gives the image, with its item, wherever it is', async () => {
  await using elsewhere = await temporaryFolder({ 'picture.txt': PNG });
  await using folder = await temporaryFolder();
  await using harness = toolHarness({ cwd: folder.path });
  const path = join(elsewhere.path, 'picture.txt');
  const prepared = await harness.prepare(viewImageTool(), input(path));
  expect(prepared.action).toEqual({ type: 'readFile', path });
  expect(await prepared.run(harness.run)).toEqual({
    output: [{ type: 'input_image', image_url: `data:image/png;base64,${PNG.toString('base64')}` }],
  });
  const item = { type: 'imageView', id: 'call_1', path };
  expect(harness.events).toEqual([
    { type: 'started', item },
    { type: 'completed', item },
  ]);
});

test('what cannot be shown is said plainly', async () => {
  await using folder = await temporaryFolder({ 'text.png': 'not an image', 'big.png': PNG });
  await using harness = toolHarness({ cwd: folder.path });
  const at = (name: string) => join(folder.path, name);
  await truncate(at('big.png'), 20 * 1024 * 1024 + 1);
  const prepare = (path: string) => harness.prepare(viewImageTool(), input(path));
  await expect(prepare('none.png')).rejects.toThrow(
    `unable to locate image at \`${at('none.png')}\`: No such file or directory`,
  );
  await expect(prepare('.')).rejects.toThrow(`image path \`${folder.path}\` is not a file`);
  await expect(prepare('big.png')).rejects.toThrow('it is 20.0 MiB, and the most is 20 MiB');
  expect(await harness.call(viewImageTool(), input('text.png'))).toEqual({
    output: `unable to view image at \`${at('text.png')}\`: it is not a PNG, JPEG, GIF or WebP image`,
    success: false,
  });
});

test.each([
  ['image/png', '\x89PNG\r\n\x1A\n...'],
  ['image/jpeg', '\xFF\xD8\xFF\xE0'],
  ['image/gif', 'GIF89a.'],
  ['image/webp', 'RIFF\x01\x02\x03\x04WEBPVP8 '],
  [undefined, 'RIFF\x01\x02\x03\x04WAVE'],
  [undefined, '<svg/>'],
  [undefined, ''],
])('%s by its first bytes', (type, bytes) => {
  expect(imageType(Buffer.from(bytes, 'latin1'))).toBe(type);
});
