import { posix, win32 } from 'node:path';
import { type TenonErrorFields, tenonError } from '@tenon/plugin-api';
import type { FileSystem } from '@tenon/plugin-api/environment';
import type { PrepareContext, PreparedCall, ToolCall } from '@tenon/plugin-api/tool';
import type { ThreadItem } from '@tenon/protocol';
import * as z from 'zod/mini';
import { imageType } from './image-type.ts';

const Arguments = z.object({ path: z.string().check(z.minLength(1)) });

/** Model servers refuse larger ones. Bytes. */
const MAX_SIZE = 20 * 1024 * 1024;

const refused = (fields: Pick<TenonErrorFields, 'code' | 'message' | 'file' | 'cause'>) =>
  tenonError({ plugin: 'tenon.tool-view-image', ...fields });

function parsePath(input: string): string {
  const fail = (what: string, cause: unknown) =>
    refused({ code: 'arguments_invalid', message: `failed to parse function arguments: ${what}`, cause });
  let value: unknown;
  try {
    value = JSON.parse(input);
  } catch (cause) {
    throw fail((cause as Error).message, cause);
  }
  const parsed = z.safeParse(Arguments, value);
  if (!parsed.success) throw fail('expected an object with a `path` that is a non-empty string', parsed.error);
  return parsed.data.path;
}

/** Looks before it reads: a huge file must not be loaded to find that it is too big. */
async function checkFile(path: string, files: Pick<FileSystem, 'stat'>): Promise<void> {
  let stat: Awaited<ReturnType<FileSystem['stat']>>;
  try {
    stat = await files.stat(path);
  } catch (cause) {
    const message = `unable to locate image at \`${path}\`: ${(cause as Error).message}`;
    throw refused({ code: 'image_not_found', message, file: path, cause });
  }
  if (stat === undefined) {
    const message = `unable to locate image at \`${path}\`: No such file or directory`;
    throw refused({ code: 'image_not_found', message, file: path });
  }
  if (stat.kind !== 'file') {
    throw refused({ code: 'image_not_a_file', message: `image path \`${path}\` is not a file`, file: path });
  }
  if (stat.size > MAX_SIZE) {
    const size = `${(stat.size / 1024 / 1024).toFixed(1)} MiB`;
    const message = `unable to view image at \`${path}\`: it is ${size}, and the most is 20 MiB; make it smaller first`;
    throw refused({ code: 'image_too_large', message, file: path });
  }
}

async function readImage(path: string, files: Pick<FileSystem, 'readFile'>): Promise<string> {
  let data: Uint8Array;
  try {
    data = await files.readFile(path);
  } catch (cause) {
    const message = `unable to read image at \`${path}\`: ${(cause as Error).message}`;
    throw refused({ code: 'image_unreadable', message, file: path, cause });
  }
  const type = imageType(data);
  if (type === undefined) {
    const message = `unable to view image at \`${path}\`: it is not a PNG, JPEG, GIF or WebP image`;
    throw refused({ code: 'image_unknown_type', message, file: path });
  }
  return `data:${type};base64,${Buffer.from(data).toString('base64')}`;
}

/** Checks that there is a file of a bearable size. Its content is read once the call was let through. */
export async function prepare(call: ToolCall, context: PrepareContext): Promise<PreparedCall> {
  const { resolve } = context.environment.platform.os === 'windows' ? win32 : posix;
  const path = resolve(context.cwd, parsePath(call.input));
  await checkFile(path, context.files);
  const item: ThreadItem = { type: 'imageView', id: call.callId, path };
  return {
    action: { type: 'readFile', path },
    item,
    async run({ signal, files, items }) {
      signal.throwIfAborted();
      items.started(item);
      // The item has no status: it ends the same way when the image cannot be shown.
      try {
        const image_url = await readImage(path, files);
        return { output: [{ type: 'input_image', image_url }] };
      } catch (error) {
        return { output: (error as Error).message, success: false };
      } finally {
        items.completed(item);
      }
    },
  };
}
