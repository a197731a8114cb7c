import { type ConfigWarning, type ExecRulePlaces, execRuleFiles } from '@tenon/config';
import { type AnyPlugin, definePlugin } from '@tenon/plugin-api';
import { type ExecRuleSources, execRules } from '@tenon/plugin-api/exec-rules';

/** The rules of the configuration's layers, as a plugin. It tells of files that are not in force, once for each content. */
export function execRulesPlugin(places: ExecRulePlaces, onWarning: (warning: ConfigWarning) => void): AnyPlugin {
  const rules = execRuleFiles(places);
  const told = new Map<string, string>();
  const looked = new WeakSet<ExecRuleSources>();
  const look = async (sources: ExecRuleSources): Promise<void> => {
    if (looked.has(sources)) return;
    looked.add(sources);
    for (const { of, ...warning } of await rulesWarnings(sources)) {
      if (told.get(warning.path) === of) continue;
      told.set(warning.path, of);
      onWarning(warning);
    }
  };
  return definePlugin({
    id: 'tenon.exec-rules',
    register: () => [
      execRules.provide(() => ({
        ...rules,
        read: async (cwd) => {
          const sources = await rules.read(cwd);
          await look(sources);
          return sources;
        },
      })),
    ],
  });
}

type RulesWarning = ConfigWarning & {
  readonly path: string;
  /** The content that it is about. */
  readonly of: string;
};

/** What is wrong with rules files. The rules of those are not in force; those of the others are. */
export async function rulesWarnings({ files, unreadable }: ExecRuleSources): Promise<RulesWarning[]> {
  const summaryOf = (file: string) => `Error parsing rules; the rules of ${file} are not applied.`;
  const unread = unreadable.map(({ file, message }) => ({
    summary: summaryOf(file),
    details: message,
    path: file,
    of: message,
  }));
  if (files.length === 0) return unread;
  const { loadRules } = await import('@tenon/execpolicy');
  const broken = loadRules(files).problems.map(({ file, line, column, message }) => ({
    summary: summaryOf(file),
    details: message,
    path: file,
    line,
    column,
    of: files.find((one) => one.file === file)?.text ?? '',
  }));
  return [...unread, ...broken];
}
