import { tenonError } from '@tenon/plugin-api';
import { parse, TomlError } from 'smol-toml';
import type { Table } from './table.ts';

/** The table of a TOML document. Throws `config_invalid` with the line and column of a syntax error. */
export function parseFile(file: string, text: string): Table {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    // The rest of smol-toml's message quotes the file, which may hold secrets.
    const problem = error.message.replace(/^Invalid TOML document: /, '').replace(/\n[\s\S]*$/, '');
    throw tenonError({
      code: 'config_invalid',
      message: `${file}:${error.line}:${error.column}: ${problem}`,
      mend: `Mend line ${error.line}: the file is not valid TOML (https://toml.io).`,
      file,
      cause: error,
    });
  }
}
