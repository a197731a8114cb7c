import { tenonError } from '@tenon/plugin-api';
import type { PrefixRule, Rules } from './rule.ts';

/** `[[rules.prefix_rules]]` of `requirements.toml`, its types already judged by who read the file. */
export interface RequirementPrefixRule {
  readonly pattern: readonly { readonly token?: string | undefined; readonly any_of?: readonly string[] | undefined }[];
  readonly decision: 'prompt' | 'forbidden';
  readonly justification?: string | undefined;
}

/** Administrators' rules. `file` is where they stand. Throws `rules_invalid` for a pattern that could never match. */
export function requirementRules(given: readonly RequirementPrefixRule[], file: string): Rules {
  const prefixRules = given.map(({ pattern, decision, justification }, at): PrefixRule => {
    const tokens = pattern.map(({ token, any_of }) => (token === undefined ? (any_of ?? []) : [token]));
    if (tokens.length === 0 || tokens.some((one) => one.length === 0)) {
      throw tenonError({
        code: 'rules_invalid',
        message: `${file}: rules.prefix_rules.${at}.pattern is empty, or has a place with neither \`token\` nor \`any_of\``,
        mend: 'Give every place of the pattern a `token` or a non-empty `any_of`.',
        file,
      });
    }
    return { pattern: tokens, decision, ...(justification === undefined ? {} : { justification }), source: { file } };
  });
  return { prefixRules, networkRules: [], hostExecutables: new Map() };
}
