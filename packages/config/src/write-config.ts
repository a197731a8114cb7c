import { join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { tenonError } from '@tenon/plugin-api';
import type { ConfigEdit, ConfigLayerSource, ConfigWriteResponse } from '@tenon/protocol/config';
import { editToml, type TomlEdit } from './edit-toml.ts';
import { withFileLock } from './file-lock.ts';
import { judge } from './judge.ts';
import { parseKeyPath } from './key-path.ts';
import { type ConfigLayer, layerOf } from './layer-stack.ts';
import { parseFile } from './parse-file.ts';
import { resolvePaths } from './paths.ts';
import { readText } from './read-file.ts';
import { replaceFile, targetOf, unwritable } from './replace-file.ts';
import { mergedOf, readStack } from './stack.ts';
import { type Table, valueAt } from './table.ts';
import type { WriteOptions } from './write-options.ts';

/** Times a write begins anew because a program that knows no lock changed the file under it. */
const TRIES = 5;

const KIND: Record<ConfigLayerSource['type'], string> = {
  mdm: 'managed preferences',
  system: 'the system configuration',
  user: 'the user configuration',
  project: 'the project configuration',
  sessionFlags: 'session flags',
  legacyManagedConfigTomlFromFile: 'the managed configuration',
  legacyManagedConfigTomlFromMdm: 'managed preferences',
};

/** The first edit whose value a higher layer hides. */
function overridden(
  edits: readonly TomlEdit[],
  above: readonly ConfigLayer[],
  user: ConfigLayer,
): ConfigWriteResponse['overriddenMetadata'] {
  if (above.length === 0) return null;
  const [merged, own] = [mergedOf([...above, user]), mergedOf([user])];
  for (const { path } of edits) {
    const effectiveValue = valueAt(merged, path);
    if (isDeepStrictEqual(effectiveValue, valueAt(own, path))) continue;
    const layer = above.find((one) => path.some((_, at) => valueAt(one.config, path.slice(0, at + 1)) !== undefined));
    if (!layer) continue;
    const { name, version } = layer;
    return {
      message: `Overridden by ${KIND[name.type]}`,
      overridingLayer: { name, version },
      effectiveValue: effectiveValue ?? null,
    };
  }
  return null;
}

const pathsOf = (edits: readonly ConfigEdit[]): TomlEdit[] =>
  edits.map(({ keyPath, value, mergeStrategy }) => ({ path: parseKeyPath(keyPath), value, mergeStrategy }));

/** The new text. Throws `config_version_conflict`, `config_edit_invalid`, `config_invalid`. */
function edited(
  file: string,
  text: string,
  editsOf: (user: Table) => readonly TomlEdit[],
  expectedVersion: string | null,
): [string, Table] {
  const before = parseFile(file, text);
  const { version } = layerOf({ type: 'user', file }, before);
  if (expectedVersion !== null && expectedVersion !== version) {
    throw tenonError({
      code: 'config_version_conflict',
      message: 'Configuration was modified since last read. Fetch latest version and retry.',
      mend: 'Call config/read, then write with the version it gives.',
      file,
    });
  }
  const after = editToml(text, editsOf(before), (one) => parseFile(file, one));
  const table = parseFile(file, after);
  judge(resolvePaths(table, resolve(file, '..')), {
    sources: [{ config: table, source: { kind: 'file', file, text: after } }],
  });
  return [after, table];
}

/** `writeConfig`, with its libraries loaded. */
export async function write(options: WriteOptions): Promise<ConfigWriteResponse> {
  const { home, filePath, expectedVersion } = options;
  const file = join(home, 'config.toml');
  if (filePath && resolve(filePath) !== file && resolve(filePath) !== (await targetOf(file))) {
    throw tenonError({
      code: 'config_layer_readonly',
      message: 'Only writes to the user config are allowed',
      mend: `Leave filePath out, or name ${file}.`,
      file: filePath,
    });
  }
  const given = options.edits;
  let edits = typeof given === 'function' ? [] : pathsOf(given);
  const editsOf = (user: Table) => {
    if (typeof given === 'function') edits = pathsOf(given(user, resolvePaths(user, home)));
    return edits;
  };
  const { layers } = await readStack({ ...options, ignoreUser: true });
  const above = layers.filter(({ name }) => name.type !== 'system');
  const attempt = async (target: string): Promise<Table | undefined> => {
    const before = readText(target);
    const [text, table] = edited(file, before ?? '', editsOf, expectedVersion ?? null);
    if (text === before) return table;
    return (await replaceFile(target, text, () => readText(target) === before)) ? table : undefined;
  };
  let table: Table | undefined;
  try {
    const target = await targetOf(file);
    table = await withFileLock(`${target}.lock`, async () => {
      for (let tries = 0; tries < TRIES; tries += 1) {
        const written = await attempt(target);
        if (written) return written;
      }
      return undefined;
    });
  } catch (error) {
    throw unwritable(file, error);
  }
  if (!table) {
    throw tenonError({
      code: 'config_version_conflict',
      message: `${file} kept changing while it was to be written`,
      mend: 'Try again when the other program is done.',
      file,
    });
  }
  const user = layerOf({ type: 'user', file }, table);
  const overriddenMetadata = overridden(edits, above, user);
  const status = overriddenMetadata ? 'okOverridden' : 'ok';
  return { status, version: user.version, filePath: file, overriddenMetadata };
}
