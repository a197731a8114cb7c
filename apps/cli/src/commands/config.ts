import { explainConfig, loadConfig, parseValue, tomlKey } from '@tenon/config';
import { type ConfigCommand, configCommand, configHelp } from '../config/options.ts';
import { isSecret, masked } from '../config/secrets.ts';
import { shown } from '../config/show.ts';
import { exitCodes } from '../exit-codes.ts';
import { print } from '../print.ts';
import { reportError } from '../report-error.ts';
import { runCommand } from '../run-command.ts';

/** `tenon config …`: reads, explains and writes the configuration, without starting anything. */
export const config = (args: readonly string[]): Promise<void> =>
  runCommand({
    name: 'config',
    help: configHelp,
    parse: () => configCommand(args, { cwd: process.cwd(), env: process.env }),
    run,
  });

async function run(options: ConfigCommand): Promise<number> {
  const { command, places, key, strict } = options;
  if (strict && command !== 'edit' && command !== 'set') await loadConfig({ ...places, strict });
  switch (command) {
    case 'get':
      return get(options);
    case 'set':
    case 'unset':
      return edit(options);
    case 'edit': {
      const { editFile } = await import('../config/edit-file.ts');
      return (await editFile(options, process.env)) ? exitCodes.ok : exitCodes.failed;
    }
    case 'explain': {
      const { explained } = await import('../config/explain.ts');
      await print([explained(await explainConfig(places), key, options)]);
      return exitCodes.ok;
    }
    case 'list': {
      const { listed } = await import('../config/list.ts');
      await print([listed(await explainConfig(places), options)]);
      return exitCodes.ok;
    }
    case 'schema': {
      const { schemaText } = await import('../config/schema.ts');
      const text = await schemaText(options);
      if (options.out === undefined) await print([text]);
      else await (await import('node:fs/promises')).writeFile(options.out, text);
      return exitCodes.ok;
    }
  }
}

async function edit({ command, places, key, value: text, strict }: ConfigCommand): Promise<number> {
  const { effectOf, mustBeKnown, writeKey } = await import('../config/edit-keys.ts');
  if (command === 'set' && strict) await mustBeKnown({ places, key });
  const change = { places, key, value: command === 'set' ? await parseValue(text) : null };
  await print([await writeKey(change)]);
  for (const line of await effectOf(change)) reportError(line);
  return exitCodes.ok;
}

/** The value alone, for scripts: a string as it is, anything else as TOML. A key that is named is asked for, and so is its secret. */
async function get({ places, key, json, showSecrets }: ConfigCommand): Promise<number> {
  const { path, value, unknown } = (await explainConfig(places)).explain(key);
  if (value === undefined) {
    const meant = unknown?.nearest === undefined ? '' : `: did you mean \`${unknown.nearest}\`?`;
    reportError(`${tomlKey(path)} is not set${meant}`);
    return exitCodes.failed;
  }
  const seen = showSecrets || isSecret(path) ? value : masked(path, value);
  await print([`${json ? JSON.stringify(seen) : typeof seen === 'string' ? seen : shown(path, seen, true)}\n`]);
  return exitCodes.ok;
}
