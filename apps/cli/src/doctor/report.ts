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
    ...(profile && !profile.confines ? [`${UNUSED} ${profile.cwd}.`] : []),
    conclusion(diagnosis),
  ];
  return `${lines.join('\n')}\n`;
}

const UNUSED = 'The configuration confines nothing in';

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}

function sandboxLines({ name, plugin, unavailable, mechanisms }: SandboxState): readonly string[] {
  const [used, ...others] = unavailable === null ? mechanisms : [undefined, ...mechanisms];
  return [
    `sandbox: ${name} (plugin ${plugin})`,
    ...(unavailable === null ? [] : [`  NOT available: ${unavailable}`]),
    ...(used?.limits ?? []).map((limit) => `  limit: ${limit}`),
    ...others.flatMap((other) =>
      other ? [`  not used: ${other.name}${other.missing ? `: ${other.missing}` : ''}`] : [],
    ),
  ];
}

const findingLine = ({ through, what, outcome, why }: Finding) =>
  `${WORDS[outcome].padEnd(9)}  ${through.padEnd(12)}  ${what}${why === undefined ? '' : `: ${why}`}`;

function conclusion({ sandbox, findings, proven, protected: isProtected }: Diagnosis): string {
  const count = (outcome: Outcome) => findings.filter((one) => one.outcome === outcome).length;
  if (isProtected) return `Protected: ${count('prevented')} attempts were prevented, and what is permitted works.`;
  if (proven)
    return `NOT protected: the sandbox works (${count('prevented')} attempts were prevented), and is not used.`;
  if (!sandbox) return 'NOT protected: Tenon cannot start with this configuration.';
  if (sandbox.unavailable !== null) return 'NOT protected: no command can be confined here.';
  const wrong = (['succeeded', 'unproven', 'broken'] as const).filter((outcome) => count(outcome) > 0);
  return `NOT protected: ${wrong.map((outcome) => `${count(outcome)} ${COUNTED[outcome]}`).join(', ')}.`;
}

const COUNTED = {
  succeeded: 'attempts SUCCEEDED that must not',
  unproven: 'could not be proven',
  broken: 'permitted things FAILED',
} as const;
