/** From weak to strong: where several judge, the strongest decides. */
export type Decision = 'allow' | 'prompt' | 'forbidden';

/** Where a rule stands: a file's path with the line, or what the caller says of rules that come from elsewhere. */
export interface RuleSource {
  readonly file: string;
  /** From 1. Not there for rules that come from no text. */
  readonly line?: number;
}

/** One place of a pattern: any of these tokens, exactly. */
export type PatternToken = readonly string[];

/** A command matches when its first tokens are those of the pattern. */
export interface PrefixRule {
  readonly pattern: readonly PatternToken[];
  readonly decision: Decision;
  readonly justification?: string;
  readonly source: RuleSource;
}

export type NetworkProtocol = 'http' | 'https' | 'socks5_tcp' | 'socks5_udp';

export interface NetworkRule {
  /** A host name or address in lower case, with `:port` where the rule has one. Never a wildcard. */
  readonly host: string;
  readonly protocol: NetworkProtocol;
  readonly decision: Decision;
  readonly justification?: string;
  readonly source: RuleSource;
}

/** Rules of one or several files. Made by `loadRules`, `requirementRules` and `mergeRules`; not changed afterwards. */
export interface Rules {
  readonly prefixRules: readonly PrefixRule[];
  readonly networkRules: readonly NetworkRule[];
  /** By bare program name, the absolute paths that count as that program. */
  readonly hostExecutables: ReadonlyMap<string, readonly string[]>;
}

const STRENGTH: Readonly<Record<Decision, number>> = { allow: 0, prompt: 1, forbidden: 2 };

export const stricter = (left: Decision, right: Decision): Decision =>
  STRENGTH[right] > STRENGTH[left] ? right : left;

export function mergeRules(parts: readonly Rules[]): Rules {
  return {
    prefixRules: parts.flatMap((one) => one.prefixRules),
    networkRules: parts.flatMap((one) => one.networkRules),
    hostExecutables: new Map(parts.flatMap((one) => [...one.hostExecutables])),
  };
}
