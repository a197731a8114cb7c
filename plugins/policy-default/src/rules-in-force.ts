import type { Rules } from '@tenon/execpolicy';
import type { ExecRuleSources, ExecRules } from '@tenon/plugin-api/exec-rules';

const NONE: Rules = { prefixRules: [], networkRules: [], hostExecutables: new Map() };

/** The rules of a folder. Sources are read again only when they changed. */
export class RulesInForce {
  readonly #source: ExecRules | undefined;
  readonly #read = new WeakMap<ExecRuleSources, Rules>();

  constructor(source: ExecRules | undefined) {
    this.#source = source;
  }

  async of(cwd: string): Promise<Rules> {
    const sources = await this.#source?.read(cwd);
    if (!sources) return NONE;
    const known = this.#read.get(sources);
    if (known) return known;
    const rules = await rulesOf(sources);
    this.#read.set(sources, rules);
    return rules;
  }
}

/** A file with an error has no part in it; whoever provides the files tells of it. */
async function rulesOf({ files, required }: ExecRuleSources): Promise<Rules> {
  if (files.length === 0 && !required) return NONE;
  const { loadSources } = await import('@tenon/execpolicy');
  return loadSources({ files, required }).rules;
}
