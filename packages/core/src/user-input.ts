import { tenonError } from '@tenon/plugin-api';
import type { FileSystem } from '@tenon/plugin-api/environment';
import type { ContentItem, ResponseItem, UserInput } from '@tenon/protocol';
import type { NewLine } from './thread-log.ts';

/** The most characters of text one turn may bring (fact sheet on the app-server, section 2). */
export const maxInputChars = 1_048_576;

/** Throws `input_empty`. */
export function mustNotBeEmpty(input: readonly UserInput[]): void {
  if (input.length > 0) return;
  throw tenonError({ code: 'input_empty', message: 'input must not be empty', mend: 'Send at least one part.' });
}

/** The text of an input, its parts joined as Codex joins them: without a separator. */
export function textOf(input: readonly UserInput[]): string {
  let text = '';
  for (const part of input) if (part.type === 'text') text += part.text;
  return text;
}

const imageTypes: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
};

async function localImage(path: string, files: Pick<FileSystem, 'readFile'>): Promise<ContentItem> {
  const type = imageTypes[path.slice(path.lastIndexOf('.') + 1).toLowerCase()];
  if (!type) {
    throw tenonError({
      code: 'image_unsupported',
      message: `${path}: not a kind of image the model can be shown`,
      mend: 'Use a png, jpeg, gif or webp file.',
      file: path,
    });
  }
  const data = Buffer.from(await files.readFile(path)).toString('base64');
  return { type: 'input_image', image_url: `data:${type};base64,${data}` };
}

/** The message the model is given. Local images are read through the environment. */
export async function userMessage(
  input: readonly UserInput[],
  files: Pick<FileSystem, 'readFile'>,
): Promise<ResponseItem & { type: 'message' }> {
  const content: ContentItem[] = [];
  for (const part of input) {
    if (part.type === 'text') content.push({ type: 'input_text', text: part.text });
    else if (part.type === 'image') content.push({ type: 'input_image', image_url: part.url });
    else if (part.type === 'localImage') content.push(await localImage(part.path, files));
    else if (part.type === 'mention') content.push({ type: 'input_text', text: `[${part.name}](${part.path})` });
  }
  // A skill's file comes as a message of its own. No message may be empty.
  if (content.length === 0) {
    for (const part of input) {
      if (part.type === 'skill') content.push({ type: 'input_text', text: `[$${part.name}](${part.path})` });
    }
  }
  return { type: 'message', role: 'user', content };
}

/** The `user_message` event: what clients are shown of the input after a resume. */
export function userMessageEvent(input: readonly UserInput[]): NewLine {
  let offset = 0;
  const elements: unknown[] = [];
  for (const part of input) {
    if (part.type !== 'text') continue;
    const shift = offset;
    for (const element of part.text_elements ?? []) {
      const { start, end } = element.byteRange;
      elements.push({ ...element, byteRange: { start: start + shift, end: end + shift } });
    }
    offset += Buffer.byteLength(part.text);
  }
  return {
    type: 'event_msg',
    payload: {
      type: 'user_message',
      message: textOf(input),
      images: input.flatMap((part) => (part.type === 'image' ? [part.url] : [])),
      local_images: input.flatMap((part) => (part.type === 'localImage' ? [part.path] : [])),
      text_elements: elements,
    },
  };
}
