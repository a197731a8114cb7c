import { valueOfText } from './override.ts';

/** Reads a value as `-c` has it: TOML, else the text itself, so `gpt-5` needs no quotes. */
export async function parseValue(text: string): Promise<unknown> {
  return valueOfText(text, await import('smol-toml'));
}
