import { expect, test } from 'vitest';
import { mustNotBeEmpty, textOf, userMessage, userMessageEvent } from './user-input.ts';

const files = {
  readFile: async (path: string) => {
    if (path !== '/a/photo.JPG') throw new Error(`ENOENT: ${path}`);
    return new Uint8Array([1, 2, 3]);
  },
};

test('every kind of part becomes content of the message', async () => {
  const message = await userMessage(
    [
      { type: 'text', text: 'look', text_elements: [] },
      { type: 'image', url: 'https://x/y.png' },
      { type: 'localImage', path: '/a/photo.JPG' },
      { type: 'skill', name: 'review', path: '/s/SKILL.md' },
    ],
    files,
  );
  expect(message).toEqual({
    type: 'message',
    role: 'user',
    content: [
      { type: 'input_text', text: 'look' },
      { type: 'input_image', image_url: 'https://x/y.png' },
      { type: 'input_image', image_url: 'data:image/jpeg;base64,AQID' },
    ],
  });
});

test('skills are no part of the message, unless they are all of it', async () => {
  const skill = { type: 'skill', name: 'review', path: '/s/SKILL.md' } as const;
  expect((await userMessage([skill], files)).content).toEqual([{ type: 'input_text', text: '[$review](/s/SKILL.md)' }]);
  const mention = { type: 'mention', name: 'app', path: 'app://x' } as const;
  expect((await userMessage([skill, mention], files)).content).toEqual([
    { type: 'input_text', text: '[app](app://x)' },
  ]);
});

test('a local image that is none, or not there, is an error', async () => {
  await expect(userMessage([{ type: 'localImage', path: '/a/notes.txt' }], files)).rejects.toMatchObject({
    code: 'image_unsupported',
    file: '/a/notes.txt',
  });
  await expect(userMessage([{ type: 'localImage', path: '/none.png' }], files)).rejects.toThrow('ENOENT');
});

test('text elements keep their place in the joined text, in bytes', () => {
  const element = (start: number, end: number) => ({ byteRange: { start, end }, placeholder: null });
  const event = userMessageEvent([
    { type: 'text', text: 'grüße ', text_elements: [element(0, 2)] },
    { type: 'image', url: 'u' },
    { type: 'text', text: '@file', text_elements: [element(0, 5)] },
  ]);
  expect(event.payload).toEqual({
    type: 'user_message',
    message: 'grüße @file',
    images: ['u'],
    local_images: [],
    text_elements: [element(0, 2), element(8, 13)],
  });
  expect(textOf([])).toBe('');
});

test('no input is an error', () => {
  expect(() => mustNotBeEmpty([])).toThrow(expect.objectContaining({ code: 'input_empty' }));
});
