import type { GeneratedFile } from '@tenon/protocol/generate';
import { exitCodes } from '../exit-codes.ts';
import { reportError } from '../report-error.ts';

const extraOf = async (experimental: boolean) => (await import('../plugin-methods.ts')).pluginMethods(experimental);

type Generate = (options: { readonly experimental: boolean }) => Promise<readonly GeneratedFile[]>;

const rollout: Generate = async () => {
  const { rolloutSchema } = await import('@tenon/protocol/generate');
  return [{ path: 'RolloutLine.json', text: `${JSON.stringify(await rolloutSchema(), null, 2)}\n` }];
};

const commands: Readonly<Record<string, Generate>> = {
  'generate-json-schema': async ({ experimental }) =>
    (await import('@tenon/protocol/generate')).jsonSchemas({ experimental, extra: await extraOf(experimental) }),
  'generate-ts': async ({ experimental }) =>
    (await import('@tenon/protocol/generate')).typeScript({ experimental, extra: await extraOf(experimental) }),
  'generate-internal-json-schema': rollout,
};

/** Writes each file under the folder, which is made. Files of these names are replaced; others stay. */
async function write(out: string, files: readonly GeneratedFile[]): Promise<void> {
  const { mkdir, writeFile } = await import('node:fs/promises');
  const { dirname, join } = await import('node:path');
  for (const folder of new Set(files.map(({ path }) => dirname(join(out, path))))) {
    await mkdir(folder, { recursive: true });
  }
  await Promise.all(files.map(({ path, text }) => writeFile(join(out, path), text)));
}

/** `tenon app-server generate-… --out DIR [--experimental]`. */
export async function generate([command = '', ...args]: readonly string[]): Promise<void> {
  let out: string;
  let experimental: boolean;
  const made = commands[command];
  try {
    if (!made) throw new Error(`there is no command \`app-server ${command}\`: ${Object.keys(commands).join(', ')}`);
    const { values } = process.getBuiltinModule('node:util').parseArgs({
      args,
      options: {
        out: { type: 'string', short: 'o' },
        experimental: { type: 'boolean', default: false },
      },
    });
    if (!values.out) throw new Error(`app-server ${command} needs a folder to write to: --out DIR`);
    ({ out, experimental } = { out: values.out, experimental: values.experimental });
  } catch (error) {
    reportError(error);
    process.exitCode = exitCodes.usage;
    return;
  }
  try {
    await write(out, await made({ experimental }));
  } catch (error) {
    reportError(error);
    process.exitCode = exitCodes.failed;
  }
}
