import { readGit } from './git-command.ts';
import type { Inner } from './unwrapped.ts';
import type { Word } from './word.ts';

/** Options whose value git hands to a shell, by subcommand. */
const SCRIPTS: Readonly<Record<string, readonly string[]>> = {
  rebase: ['-x', '--exec'],
  difftool: ['-x', '--extcmd'],
  clone: ['-u', '--upload-pack'],
  fetch: ['--upload-pack'],
  pull: ['--upload-pack'],
  'fetch-pack': ['--upload-pack', '--exec'],
  'ls-remote': ['--upload-pack', '--exec'],
  push: ['--receive-pack', '--exec'],
  'send-pack': ['--receive-pack', '--exec'],
  archive: ['--exec'],
  'filter-branch': [
    '--setup',
    '--env-filter',
    '--tree-filter',
    '--index-filter',
    '--parent-filter',
    '--msg-filter',
    '--commit-filter',
    '--tag-name-filter',
  ],
};

/** The commands that a call of git runs, as far as its words say them. */
export function gitInner(words: readonly Word[]): Inner[] {
  const { config, subcommand = '', at, args } = readGit(words);
  const scripts = config.flatMap((one) => /^alias\.[^=]*=!([\s\S]*)$/i.exec(one)?.[1] ?? []);
  for (const [index, { text }] of args.entries()) {
    if (text === undefined) continue;
    for (const option of Object.hasOwn(SCRIPTS, subcommand) ? (SCRIPTS[subcommand] ?? []) : []) {
      if (text === option) scripts.push(args[index + 1]?.text ?? '');
      else if (option.startsWith('--') ? text.startsWith(`${option}=`) : text.startsWith(option))
        scripts.push(text.slice(option.length + (option.startsWith('--') ? 1 : 0)));
    }
    if (text.startsWith('ext::')) scripts.push(text.slice('ext::'.length));
  }
  const inner = scripts.filter((one) => one !== '').map((script): Inner => ({ kind: 'script', script }));
  const verb = args.findIndex((one) => one.text === (subcommand === 'bisect' ? 'run' : 'foreach'));
  if ((subcommand === 'bisect' || subcommand === 'submodule') && verb >= 0)
    inner.push(...rest(args.slice(verb + 1), at + verb + 1));
  return inner;
}

/** `submodule foreach` takes a script in one word, or a command in several. */
function rest(words: readonly Word[], at: number): Inner[] {
  const skipped = words.findIndex((one) => !one.start.startsWith('-'));
  const command = skipped < 0 ? [] : words.slice(skipped);
  const [only] = command;
  if (only?.text !== undefined && command.length === 1) return [{ kind: 'script', script: only.text }];
  return command.length > 0 ? [{ kind: 'words', words: command, at: at + skipped }] : [];
}
