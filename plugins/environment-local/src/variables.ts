import type { ShellEnvironmentPolicy } from './config.ts';

/** What `inherit = "core"` keeps. */
const CORE = ['HOME', 'LOGNAME', 'PATH', 'SHELL', 'TEMP', 'TMP', 'TMPDIR', 'USER', 'USERNAME'];

/** What is left out unless `ignore_default_excludes` says otherwise. */
const DEFAULT_EXCLUDES = ['*KEY*', '*SECRET*', '*TOKEN*'];

/** Every command gets these: no colours, no pagers, UTF-8. They win over whatever was inherited or set. */
const ALWAYS = {
  CODEX_CI: '1',
  NO_COLOR: '1',
  TERM: 'dumb',
  COLORTERM: '',
  LANG: 'C.UTF-8',
  LC_ALL: 'C.UTF-8',
  LC_CTYPE: 'C.UTF-8',
  PAGER: 'cat',
  GIT_PAGER: 'cat',
  GH_PAGER: 'cat',
};

/** The variables of every command: what the policy lets through, then what is always set. */
export function commandVariables(
  inherited: Readonly<Record<string, string>>,
  policy: ShellEnvironmentPolicy | undefined,
): Record<string, string> {
  return { ...(policy ? applyPolicy(inherited, policy) : inherited), ...ALWAYS };
}

function applyPolicy(
  inherited: Readonly<Record<string, string>>,
  policy: ShellEnvironmentPolicy,
): Record<string, string> {
  const excludes = [...(policy.ignore_default_excludes ? [] : DEFAULT_EXCLUDES), ...policy.exclude].map(nameMatcher);
  const includes = policy.include_only.map(nameMatcher);
  const kept = new Map<string, string>();
  for (const [name, value] of Object.entries(inherited)) {
    if (policy.inherit === 'none' || (policy.inherit === 'core' && !CORE.includes(name.toUpperCase()))) continue;
    if (!excludes.some((matches) => matches(name))) kept.set(name, value);
  }
  for (const [name, value] of Object.entries(policy.set)) kept.set(name, value);
  if (includes.length > 0) {
    for (const name of kept.keys()) if (!includes.some((matches) => matches(name))) kept.delete(name);
  }
  return Object.fromEntries(kept);
}

/** `*` is any run of characters, `?` any one; everything else stands for itself, case ignored. */
function nameMatcher(pattern: string): (name: string) => boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replace(/\?/g, '.');
  const expression = new RegExp(`^${source}$`, 'is');
  return (name) => expression.test(name);
}
