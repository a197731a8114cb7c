import { shellCommand } from '../commands/shell-command.ts';
import type { PrefixRule } from './rule.ts';

/** A rule for people: its pattern, what it decides and where it stands, such as `rule git [push|fetch] (prompt) of FILE:3`. */
export function ruleName({ pattern, decision, source: { file, line } }: PrefixRule): string {
  const words = pattern.map((tokens) => (tokens.length === 1 ? shellCommand(tokens) : `[${tokens.join('|')}]`));
  return `rule ${words.join(' ')} (${decision}) of ${file}${line === undefined ? '' : `:${line}`}`;
}
