import type { ExecOptions } from './options.ts';

async function readAll(stream: NodeJS.ReadStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** The prompt: the argument, what is piped in, or both. Throws when there is none. */
export async function readPrompt(options: ExecOptions, stdin: NodeJS.ReadStream): Promise<string> {
  const { prompt } = options;
  if (stdin.isTTY) {
    if (prompt === undefined) throw new Error('no prompt: give one as an argument, or pipe one in');
    return prompt;
  }
  // A file, a pipe or a socket holds what the user meant to add; a device such as /dev/null does not.
  const { fstatSync } = process.getBuiltinModule('node:fs');
  const stat = fstatSync(0);
  if (prompt !== undefined && !stat.isFIFO() && !stat.isFile() && !stat.isSocket()) return prompt;
  if (prompt !== undefined) process.stderr.write('Reading additional input from stdin...\n');
  const piped = await readAll(stdin);
  if (prompt === undefined) {
    if (!piped.trim()) throw new Error('no prompt: the piped input is empty');
    return piped;
  }
  return piped.trim() ? `${prompt}\n\n<stdin>\n${piped}\n</stdin>` : prompt;
}
