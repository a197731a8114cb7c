import type { Value } from '../starlark/values.ts';
import { typeName } from '../starlark/values.ts';
import { matchPrefix } from './match.ts';
import { type Parameters, ruleFunction } from './parameters.ts';
import type { Decision, PatternToken, PrefixRule } from './rule.ts';
import { shellWords } from './shell-words.ts';

const DECISIONS: Readonly<Record<string, Decision>> = { allow: 'allow', prompt: 'prompt', forbidden: 'forbidden' };

/** `prefix_rule(pattern, decision, justification, match, not_match)`; its examples are checked as it is called. */
export function prefixRuleFunction(file: string, add: (rule: PrefixRule) => void) {
  const optional = { decision: 'allow', match: null, not_match: null, justification: null };
  return ruleFunction('prefix_rule', ['pattern'], optional, (given) => {
    const rule: PrefixRule = {
      pattern: readPattern(given),
      decision: given.oneOf('decision', DECISIONS),
      ...given.justification(),
      source: { file, line: given.at.line },
    };
    checkExamples(rule, given);
    add(rule);
  });
}

function readPattern(given: Parameters): PatternToken[] {
  const items = given.list('pattern');
  if (items.length === 0) throw given.wrong('`pattern` is empty');
  return items.map((item) => {
    if (typeof item === 'string') return [item];
    if (item === null || typeof item !== 'object' || item.kind !== 'list')
      throw given.wrong(`\`pattern\` takes strings and lists of strings, got ${typeName(item)}`);
    if (item.items.length === 0) throw given.wrong('a list of alternatives in `pattern` is empty');
    return given.texts('pattern', item.items);
  });
}

function checkExamples(rule: PrefixRule, given: Parameters): void {
  for (const [name, wanted] of [
    ['match', true],
    ['not_match', false],
  ] as const) {
    for (const item of given.list(name)) {
      const argv = readExample(item, name, given);
      const matches = matchPrefix(rule.pattern, argv) === 'certain';
      if (matches !== wanted)
        throw given.wrong(
          `the \`${name}\` example ${JSON.stringify(argv.join(' '))} ${wanted ? 'does not match' : 'matches'}`,
        );
    }
  }
}

function readExample(item: Value, name: string, given: Parameters): string[] {
  if (typeof item === 'string') {
    const argv = shellWords(item);
    if (!argv) throw given.wrong(`a \`${name}\` example has an open quote: ${JSON.stringify(item)}`);
    if (argv.length === 0) throw given.wrong(`a \`${name}\` example is empty`);
    return argv;
  }
  if (item === null || typeof item !== 'object' || item.kind !== 'list')
    throw given.wrong(`\`${name}\` takes strings and lists of strings, got ${typeName(item)}`);
  if (item.items.length === 0) throw given.wrong(`a \`${name}\` example is empty`);
  return given.texts(name, item.items);
}
