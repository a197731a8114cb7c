import { tenonError } from '@tenon/plugin-api';
import type { ExecRules } from '@tenon/plugin-api/exec-rules';
import type { PolicyAmendment } from '@tenon/plugin-api/policy';

/**
 * Appends the rule that an amendment stands for. Throws `amendment_invalid` for a prefix that is never allowed by a rule, or with
 * control characters, and where the rule is written but not in force, for the file has an error.
 */
export async function amend(
  { prefix }: PolicyAmendment,
  { cwd, rules }: { readonly cwd: string; readonly rules: ExecRules },
): Promise<string> {
  const { loadRules, prefixRuleLine, refusedPrefix, shellCommand } = await import('@tenon/execpolicy');
  const line = prefixRuleLine(prefix);
  const refused = refusedPrefix(prefix);
  if (refused !== undefined) {
    throw tenonError({
      code: 'amendment_invalid',
      message: `no rule is added for \`${shellCommand(prefix)}\`: ${refused}`,
      mend: 'Allow the command once, or name more of its words.',
    });
  }
  const file = await rules.append(line);
  const { files } = await rules.read(cwd);
  const [problem] = loadRules(files.filter((one) => one.file === file)).problems;
  if (problem) {
    throw tenonError({
      code: 'amendment_invalid',
      message: `the rule is written, and not in force: ${problem.message}`,
      mend: 'Mend the file: while it has an error, none of its rules hold.',
      file,
    });
  }
  return file;
}
