import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { execRuleFiles } from '@tenon/config';
import { checkArgv, loadRules, loadSources, type Rules } from '@tenon/execpolicy';
import { rulesWarnings } from '../exec-rules.ts';
import { exitCodes } from '../exit-codes.ts';
import { tenonHome } from '../home.ts';
import { print } from '../print.ts';
import { reportError } from '../report-error.ts';
import { systemFolder } from '../system-folder.ts';
import { explain } from './explain.ts';
import type { CheckOptions } from './options.ts';

/** `tenon execpolicy check`: the peer's answer, or a view for people. */
export async function runCheck(options: CheckOptions): Promise<number> {
  const { cwd, argv, resolveHostExecutables, pretty } = options;
  const rules = options.rules.length > 0 ? readRules(options.rules) : await rulesInForce(options);
  if (options.explain) await print([await explain(argv, rules)]);
  else {
    const checked = checkArgv(rules, argv, resolveHostExecutables ? (path) => resolve(cwd, path) : undefined);
    await print([`${JSON.stringify(checked, null, pretty ? 2 : 0)}\n`]);
  }
  return exitCodes.ok;
}

/** A file that was named must be good. */
function readRules(files: readonly string[]): Rules {
  const { rules, problems } = loadRules(files.map((file) => ({ file, text: readFileSync(file, 'utf8') })));
  const [problem] = problems;
  if (problem) throw new Error(problem.message);
  return rules;
}

/** Those of the folder; files with errors are told of, as they are when Tenon runs. */
async function rulesInForce({ cwd, overrides }: CheckOptions): Promise<Rules> {
  const places = { home: tenonHome(process.env), system: systemFolder(process.env), overrides };
  const sources = await execRuleFiles(places).read(cwd);
  for (const { summary, details } of await rulesWarnings(sources)) reportError(new Error(`${summary} ${details}`));
  return loadSources(sources).rules;
}
