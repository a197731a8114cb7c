import type { SandboxMechanism } from '@tenon/plugin-api/sandbox';
import type { Finding, Outcome } from './attempt.ts';
import type { Diagnosis, SandboxState } from './examine.ts';

const WORDS: Readonly<Record<Outcome, string>> = {
  prevented: 'prevented',
  works: 'works',
  succeeded: 'SUCCEEDED',
  broken: 'FAILED',
  unproven: 'UNPROVEN',
};

/** What `tenon doctor` prints for people. */
export function asText(diagnosis: Diagnosis): string {
  const { version, node, platform, home, sandbox, profile, findings, problems } = diagnosis;
  const lines = [
    `tenon ${version}, Node ${node}, ${platform}`,
    `home: ${home.path}${home.writable ? '' : ' (NOT writable)'}`,
    ...(sandbox ? sandboxLines(sandbox) : []),
    ...section('What must not succeed', findings.filter(({ permitted }) => !permitted).map(findingLine)),
    ...section('What must succeed', findings.filter(({ permitted }) => permitted).map(findingLine)),
    ...section(
      'Problems',
      problems.flatMap(({ message, mend }) => [message, ...(mend === null ? [] : [`  ${mend}`])]),
    ),
    '',
    ...(profile && !profile.confines ? [`The configuration confines nothing in ${profile.cwd}.`] : []),
    ...(profile && profile.unavailable !== null && sandbox?.unavailable === null
      ? [`What is configured for ${profile.cwd} cannot be kept: ${profile.unavailable}`]
      : []),
    conclusion(diagnosis),
  ];
  return `${lines.join('\n')}\n`;
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}

function sandboxLines({ name, plugin, unavailable, mechanisms }: SandboxState): readonly string[] {
  const title = `sandbox: ${name} (plugin ${plugin})`;
  const unused = (others: readonly SandboxMechanism[]) =>
    others.map(({ name: other, missing }) => `  not used: ${other}${missing ? `: ${missing}` : ', which works too'}`);
  if (unavailable === null) {
    const [used, ...others] = mechanisms;
    return [title, ...(used?.limits ?? []).map((limit) => `  limit: ${limit}`), ...unused(others)];
  }
  // Why the one that was to be used is missing is what has been said.
  const others = mechanisms.filter(({ missing }) => missing === undefined || !unavailable.includes(missing));
  return [title, `  NOT available: ${unavailable}`, ...unused(others)];
}

const findingLine = ({ through, what, outcome, why }: Finding) =>
  `${WORDS[outcome].padEnd(9)}  ${through.padEnd(12)}  ${what}${why === undefined ? '' : `: ${why}`}`;

function conclusion({ sandbox, findings, proven, protected: isProtected }: Diagnosis): string {
  const counts = (outcome: Outcome, one: string, many: string) => {
    const count = findings.filter((each) => each.outcome === outcome).length;
    return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
  };
  const [prevented] = counts('prevented', 'attempt was prevented', 'attempts were prevented');
  if (isProtected) return `Protected: ${prevented}, and what is permitted works.`;
  if (proven) return `NOT protected: the sandbox works (${prevented}), and is not used.`;
  if (!sandbox) return 'NOT protected: Tenon cannot start with this configuration.';
  if (sandbox.unavailable !== null) return 'NOT protected: no command can be confined here.';
  const wrong = [
    ...counts('succeeded', 'attempt SUCCEEDED that must not', 'attempts SUCCEEDED that must not'),
    ...counts('unproven', 'attempt could not be proven', 'attempts could not be proven'),
    ...counts('broken', 'permitted thing FAILED', 'permitted things FAILED'),
  ];
  return `NOT protected: ${wrong.join(', ')}.`;
}
