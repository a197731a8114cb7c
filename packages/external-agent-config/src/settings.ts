import { join } from 'node:path';
import type { Draft } from './draft.ts';
import { objectAt, readJson } from './read-json.ts';

/** The settings files of a place: the nearer first, so that its values come first. */
export const settingsFiles = ({ cwd, source }: Draft['place']): readonly string[] => [
  ...(cwd === undefined ? [] : [join(source, 'settings.local.json')]),
  join(source, 'settings.json'),
];

/** Keys that other items are made of. */
const elsewhere = new Set([
  'hooks',
  'mcpServers',
  'enabledPlugins',
  'extraKnownMarketplaces',
  'disabledMcpjsonServers',
  '$schema',
]);

const reasons: Readonly<Record<string, string>> = {
  model: 'it names a model of another vendor',
  permissions:
    'its rules mean other tools and another sandbox: say with approval_policy and sandbox_mode what may be done unasked',
  sandbox: 'another sandbox: say with sandbox_mode what commands may do',
  apiKeyHelper: 'it is about the account of another vendor',
  enableAllProjectMcpServers: 'servers are enabled one by one',
  enabledMcpjsonServers: 'servers are enabled one by one',
};

/** `settings.json`: `env` becomes what commands find in their environment. The rest has no match, which is told key by key. */
export async function planSettings(draft: Draft): Promise<void> {
  const { tree, cwd } = draft.place;
  for (const file of settingsFiles(draft.place)) {
    await draft.attempt('settings', file, async () => {
      const settings = (await readJson(tree, file)) ?? {};
      for (const [name, value] of Object.entries(objectAt(settings, 'env'))) {
        const finding = { name: `env.${name}`, source: file };
        if (/^(ANTHROPIC|CLAUDE)_/.test(name)) draft.unsupported(finding, 'it is a setting of Claude Code itself');
        else if (!/^[A-Za-z_]\w{0,255}$/.test(name)) draft.unsupported(finding, 'it is no name of a variable');
        else if (cwd !== undefined)
          draft.unsupported(finding, 'values of variables are written to your own files only');
        else if (!['string', 'number', 'boolean'].includes(typeof value))
          draft.unsupported(finding, 'it is no text, number or boolean');
        else draft.addKey(finding, ['shell_environment_policy', 'set', name], String(value));
      }
      for (const name of Object.keys(settings)) {
        if (name === 'env' || elsewhere.has(name)) continue;
        const reason = Object.hasOwn(reasons, name) ? reasons[name] : undefined;
        draft.unsupported({ name, source: file }, reason ?? 'Tenon has no such setting');
      }
    });
  }
}
