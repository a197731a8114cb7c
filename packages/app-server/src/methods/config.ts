import { type ConfigPlaces, readConfig, type WriteOptions, wireRequirements, writeConfig } from '@tenon/config';
import { isTenonError } from '@tenon/plugin-api';
import { rpcCodes } from '@tenon/protocol';
import type { ConfigWriteResponse } from '@tenon/protocol/config';
import { absolutePath } from '../absolute-path.ts';
import type { Handler, ServerSide } from '../handler.ts';
import { invalidRequest, RpcFailure } from '../rpc-error.ts';
import { wireConfig } from './config-shape.ts';

/** Of a folder that a request names, or of none. */
export function placesOf({ options: { home, system, overrides = [] } }: ServerSide): ConfigPlaces {
  return { home, overrides, ...(system !== undefined && { system }) };
}

/** The peer's codes of a refused write. */
const WRITE_CODES: Readonly<Record<string, string>> = {
  config_version_conflict: 'configVersionConflict',
  config_edit_invalid: 'configValidationError',
  config_invalid: 'configValidationError',
  config_layer_readonly: 'configLayerReadonly',
};

const dataOf = (error: { code: string; mend?: string | undefined; file?: string | undefined }) => ({
  code: error.code,
  ...(error.mend && { mend: error.mend }),
  ...(error.file && { file: error.file }),
});

/** Needs no host: a configuration that keeps one from opening is what these methods are for. */
export const configRead: Handler<'config/read'> = async (params, { server }) => {
  try {
    const { config, origins, layers } = await readConfig({
      ...placesOf(server),
      ...(params.cwd && { cwd: absolutePath(params.cwd, 'cwd') }),
    });
    return {
      config: wireConfig(config),
      origins,
      layers: params.includeLayers
        ? layers.map(({ name, version, config: own, disabled }) => ({
            name,
            version,
            config: own,
            disabledReason: disabled ?? null,
          }))
        : null,
    };
  } catch (error) {
    if (!isTenonError(error)) throw error;
    const message = `failed to read configuration layers: ${error.message}`;
    throw new RpcFailure(rpcCodes.internal, message, dataOf(error));
  }
};

interface Write {
  readonly edits: WriteOptions['edits'];
  readonly filePath?: string | null | undefined;
  readonly expectedVersion?: string | null | undefined;
}

/** Writes the user's configuration, and has it read again. */
export async function writeUserConfig(
  server: ServerSide,
  { edits, filePath, expectedVersion }: Write,
): Promise<ConfigWriteResponse> {
  // A value that was left out is no null, which removes.
  for (const edit of typeof edits === 'function' ? [] : edits)
    if (edit.value === undefined) throw invalidRequest('Invalid request: missing field `value`');
  try {
    const written = await writeConfig({ ...placesOf(server), edits, filePath, expectedVersion });
    await server.reloadConfig();
    return written;
  } catch (error) {
    if (!isTenonError(error)) throw error;
    const code = WRITE_CODES[error.code];
    if (!code) throw new RpcFailure(rpcCodes.internal, error.message, dataOf(error));
    const message = error.code === 'config_invalid' ? `Invalid configuration: ${error.message}` : error.message;
    throw invalidRequest(message, { config_write_error_code: code, ...dataOf(error) });
  }
}

export const configValueWrite: Handler<'config/value/write'> = (
  { keyPath, value, mergeStrategy, filePath, expectedVersion },
  { server },
) => writeUserConfig(server, { edits: [{ keyPath, value, mergeStrategy }], filePath, expectedVersion });

/** New threads have the new configuration either way: `reloadUserConfig` asks for no more than that here. */
export const configBatchWrite: Handler<'config/batchWrite'> = (params, { server }) => writeUserConfig(server, params);

export const configRequirementsRead: Handler<'configRequirements/read'> = async (_, { server }) => ({
  requirements: wireRequirements((await server.host()).requirements),
});
