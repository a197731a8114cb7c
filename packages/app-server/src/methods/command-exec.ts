import { environments } from '@tenon/plugin-api/environment';
import { sandbox } from '@tenon/plugin-api/sandbox';
import { rpcCodes } from '@tenon/protocol';
import type { CommandExecParams } from '@tenon/protocol/command-exec';
import { absolutePath } from '../absolute-path.ts';
import { decodeBase64, encodeBase64 } from '../base64.ts';
import { createCommandSessions } from '../command-sessions.ts';
import type { Handler } from '../handler.ts';
import { commandProfile } from '../permissions/command-profile.ts';
import { invalidRequest, RpcFailure } from '../rpc-error.ts';

/** Bytes of each stream that are kept, unless the request says otherwise. */
const defaultOutputCap = 1024 * 1024;
/** Milliseconds a command may take, unless the request says otherwise. */
const defaultTimeoutMs = 10_000;

const invalidParams = (message: string) => new RpcFailure(rpcCodes.invalidParams, message);

function check(params: CommandExecParams): void {
  if (params.command.length === 0 || params.command[0] === '') throw invalidRequest('command must not be empty');
  const texts = [...params.command, ...Object.keys(params.env ?? {}), ...Object.values(params.env ?? {})];
  if (texts.some((text) => text?.includes('\0'))) throw invalidParams('command and env must not contain NUL');
  if (Object.keys(params.env ?? {}).some((name) => name === '' || name.includes('='))) {
    throw invalidParams('a name in env must not be empty or contain `=`');
  }
  if (params.size && !params.tty) throw invalidParams('command/exec size requires tty: true');
  if (params.disableOutputCap && typeof params.outputBytesCap === 'number') {
    throw invalidParams('command/exec cannot set both outputBytesCap and disableOutputCap');
  }
  if (params.disableTimeout && typeof params.timeoutMs === 'number') {
    throw invalidParams('command/exec cannot set both timeoutMs and disableTimeout');
  }
  if (typeof params.timeoutMs === 'number' && params.timeoutMs < 0) {
    throw invalidParams(`command/exec timeoutMs must be non-negative, got ${params.timeoutMs}`);
  }
  if (!params.processId && (params.tty || params.streamStdin || params.streamStdoutStderr)) {
    throw invalidRequest('command/exec tty or streaming requires a client-supplied processId');
  }
  if (params.size) checkSize(params.size);
}

function checkSize({ rows, cols }: { readonly rows: number; readonly cols: number }): void {
  if (rows === 0 || cols === 0) throw invalidParams('command/exec size rows and cols must be greater than 0');
  if (rows > 65_535 || cols > 65_535) throw invalidParams('command/exec size rows and cols must be at most 65535');
}

/** A relative folder is taken from the server's own, as in the peer. */
const folderOf = (cwd: string | null | undefined, own: string) =>
  cwd ? absolutePath(cwd.startsWith('/') ? cwd : `${own}/${cwd}`, 'cwd') : own;

/** A command of the client's, outside any thread. No policy and nobody is asked; the sandbox confines it as it does a tool's. */
export const commandExec: Handler<'command/exec'> = async (params, { server, connection }) => {
  check(params);
  const cwd = folderOf(params.cwd, server.options.cwd);
  const { runtime, configFor } = await server.host();
  using generation = runtime.acquire();
  const environment = generation.service(environments).get();
  const processId = params.processId ?? undefined;
  const tty = params.tty ? { columns: params.size?.cols ?? 80, rows: params.size?.rows ?? 24 } : undefined;
  const streamStdin = params.streamStdin || params.tty || false;
  const stream = (params.streamStdoutStderr || params.tty) && processId !== undefined;
  const env = Object.entries(params.env ?? {}).map(([name, value]) => [name, value ?? undefined]);
  return await connection.own(createCommandSessions).run({
    processId,
    streamStdin,
    outputCap: params.disableOutputCap ? undefined : (params.outputBytesCap ?? defaultOutputCap),
    timeoutMs: params.disableTimeout ? undefined : (params.timeoutMs ?? defaultTimeoutMs),
    ...(stream && {
      stream: (chunk, name, capReached) =>
        connection.notify({
          method: 'command/exec/outputDelta',
          params: { processId, stream: name, deltaBase64: encodeBase64(chunk), capReached },
        }),
    }),
    // Nothing is waited for before here: a client may write to a command right behind its request.
    spawn: async () => {
      const profile = await commandProfile(params, cwd, { inForce: await configFor(cwd), environment });
      const command = {
        argv: params.command,
        cwd,
        env: Object.fromEntries(env),
        ...(tty && { tty }),
        stdin: streamStdin ? ('pipe' as const) : ('none' as const),
      };
      const request = { profile, cwd, tmpdir: environment.platform.tmpdir };
      return environment.processes.spawn(await generation.service(sandbox).wrap(command, request));
    },
  });
};

export const commandExecWrite: Handler<'command/exec/write'> = async (params, { connection }) => {
  if (typeof params.deltaBase64 !== 'string' && !params.closeStdin) {
    throw invalidParams('command/exec/write requires deltaBase64 or closeStdin');
  }
  const data = typeof params.deltaBase64 === 'string' ? decodeBase64(params.deltaBase64) : new Uint8Array();
  if (!data) throw invalidParams('invalid deltaBase64: not standard base64 with padding');
  await connection.own(createCommandSessions).write(params.processId, data, params.closeStdin ?? false);
  return {};
};

export const commandExecResize: Handler<'command/exec/resize'> = async (params, { connection }) => {
  checkSize(params.size);
  await connection.own(createCommandSessions).resize(params.processId, params.size);
  return {};
};

export const commandExecTerminate: Handler<'command/exec/terminate'> = async (params, { connection }) => {
  await connection.own(createCommandSessions).terminate(params.processId);
  return {};
};
