import type { Word } from './word.ts';

/** A call of git, its options before the subcommand told from those after it. */
export interface GitCommand {
  /** `key=value` of `-c` and `--config-env`. */
  readonly config: readonly string[];
  /** Other options before the subcommand, without their values. */
  readonly global: readonly string[];
  readonly subcommand: string | undefined;
  /** Where the words after the subcommand begin. */
  readonly at: number;
  readonly args: readonly Word[];
}

const VALUED: ReadonlySet<string> = new Set([
  '-C',
  '--git-dir',
  '--work-tree',
  '--namespace',
  '--super-prefix',
  '--attr-source',
]);

export function readGit(words: readonly Word[]): GitCommand {
  const config: string[] = [];
  const global: string[] = [];
  let at = 1;
  for (; at < words.length; at += 1) {
    const { start } = words[at] as Word;
    if (!start.startsWith('-')) break;
    if (start === '-c' || start === '--config-env') config.push(words[++at]?.start ?? '');
    else if (start.startsWith('--config-env=')) config.push(start.slice('--config-env='.length));
    else {
      global.push(start);
      if (VALUED.has(start)) at += 1;
    }
  }
  return { config, global, subcommand: words[at]?.text, at: at + 1, args: words.slice(at + 1) };
}
