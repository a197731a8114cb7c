import { run } from '../starlark/evaluate.ts';
import { StarlarkError } from '../starlark/starlark-error.ts';
import { hostExecutableFunction } from './host-executable.ts';
import { networkRuleFunction } from './network-rule.ts';
import { prefixRuleFunction } from './prefix-rule.ts';
import { mergeRules, type NetworkRule, type PrefixRule, type Rules } from './rule.ts';

/** A `.rules` file as its reader found it. `file` is named in messages and in what matched. */
export interface RulesFile {
  readonly file: string;
  readonly text: string;
}

/** Why a file is not in force. `line` and `column` count from 1. */
export interface RulesProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** `<file>:<line>:<column>: <what is wrong>`. */
  readonly message: string;
}

/**
 * Reads `.rules` files, the Starlark subset of Codex. A file with an error gives none of its rules and one problem; the
 * others are in force all the same (Codex 0.128 drops the rules of all of them).
 */
export function loadRules(files: readonly RulesFile[]): {
  readonly rules: Rules;
  readonly problems: readonly RulesProblem[];
} {
  const parts: Rules[] = [];
  const problems: RulesProblem[] = [];
  for (const file of files) {
    const read = readRules(file);
    if ('problem' in read) problems.push(read.problem);
    else parts.push(read.rules);
  }
  return { rules: mergeRules(parts), problems };
}

function readRules({ file, text }: RulesFile): { readonly rules: Rules } | { readonly problem: RulesProblem } {
  const prefixRules: PrefixRule[] = [];
  const networkRules: NetworkRule[] = [];
  const hostExecutables = new Map<string, readonly string[]>();
  const host = new Map([
    prefixRuleFunction(file, (rule) => prefixRules.push(rule)),
    networkRuleFunction(file, (rule) => networkRules.push(rule)),
    hostExecutableFunction((name, paths) => hostExecutables.set(name, paths)),
  ]);
  try {
    run(text, host);
  } catch (error) {
    if (!(error instanceof StarlarkError)) throw error;
    const { line, column } = error.at;
    return { problem: { file, line, column, message: `${file}:${line}:${column}: ${error.message}` } };
  }
  return { rules: { prefixRules, networkRules, hostExecutables } };
}
