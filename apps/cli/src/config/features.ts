import { loadConfig } from '@tenon/config';
import { featureNotices, type ResolvedFeature, resolveFeatures } from '@tenon/features';
import { exitCodes } from '../exit-codes.ts';
import { print } from '../print.ts';
import { reportError } from '../report-error.ts';
import { configOptionsHelp } from './common-options.ts';
import { effectOf, type KeyEdit, writeKey } from './edit-keys.ts';
import { featureName } from './feature-name.ts';
import { parseRead, type ReadOptions, type Surroundings } from './options.ts';
import { columns } from './show.ts';

export interface FeaturesCommand extends ReadOptions {
  readonly command: 'list' | 'enable' | 'disable';
  /** Of a known feature; empty for `list`. */
  readonly name: string;
}

/** Reads the command line of `tenon features`. */
export async function featuresCommand(
  args: readonly string[],
  around: Surroundings,
): Promise<FeaturesCommand | undefined> {
  const parsed = await parseRead(args, around);
  if (!parsed) return undefined;
  const [command, ...words] = parsed.words;
  if (command !== 'list' && command !== 'enable' && command !== 'disable')
    throw new Error(`features ${command}: expected list, enable or disable`);
  const [name = ''] = words;
  if (words.length !== (command === 'list' ? 0 : 1))
    throw new Error(
      `features ${command}: expected ${command === 'list' ? 'no word' : 'the name of one feature'} after it`,
    );
  return { ...parsed.read, command, name: command === 'list' ? '' : featureName(name) };
}

const STAGES: Readonly<Record<ResolvedFeature['stage'], string>> = {
  stable: 'stable',
  beta: 'beta',
  underDevelopment: 'under development',
  deprecated: 'deprecated',
  removed: 'removed',
};

export async function runFeatures(options: FeaturesCommand): Promise<number> {
  const { places, strict } = options;
  const { config, requirements } = await loadConfig({ ...places, strict });
  if (options.command === 'list') {
    const all = resolveFeatures({ required: requirements?.values.features, configured: config.features });
    await print([options.json ? asJson(all) : asText(all)]);
    return exitCodes.ok;
  }
  const { name } = options;
  const on = options.command === 'enable';
  // A feature with settings keeps them.
  const isTable = typeof config.features?.[name] === 'object';
  const change: KeyEdit = { places, key: `features.${name}${isTable ? '.enabled' : ''}`, value: on };
  await print([await writeKey(change)]);
  const notices = featureNotices({ configured: { [name]: on } }).map(({ message }) => message);
  for (const line of [...notices, ...(await effectOf(change))]) reportError(line);
  return exitCodes.ok;
}

function asJson(all: readonly ResolvedFeature[]): string {
  const rows = all.map(({ name, stage, enabled, exists, decidedBy }) => ({
    name,
    stage,
    enabled: exists && enabled,
    exists,
    decidedBy: exists ? decidedBy : null,
  }));
  return `${JSON.stringify(rows, null, 2)}\n`;
}

/** What is here comes first: the rest of the peer's names is there for who looks for one. */
function asText(all: readonly ResolvedFeature[]): string {
  const [here, others] = [all.filter(({ exists }) => exists), all.filter(({ exists }) => !exists)];
  return columns([
    ...here.map(({ name, stage, enabled, decidedBy }) => [name, STAGES[stage], enabled ? 'on' : 'off', decidedBy]),
    ...others.map(({ name, stage }) => [name, STAGES[stage], 'not in this version']),
  ]);
}

export const featuresHelp = `Usage: tenon features list            every feature of Codex: its stage, whether it is on, and who decided
       tenon features enable NAME    switch it on in the user's config.toml
       tenon features disable NAME   switch it off there

      --json                    (list) as JSON
  -C, --cd DIR                  as if started in DIR
${configOptionsHelp}

Exit codes: 0 done; 1 failed; 2 wrong usage, or no feature of the name.
`;
