import { environments } from '@tenon/plugin-api/environment';
import { type FileSearch, fileSearch } from '@tenon/plugin-api/file-search';
import { absolutePath } from '../absolute-path.ts';
import { createFileSearchSessions } from '../file-search-sessions.ts';
import type { Handler, ServerSide } from '../handler.ts';
import { type Readable, readableFiles, readFailure } from '../permissions/readable-files.ts';
import { withoutDenied } from '../permissions/readable-search.ts';
import { invalidRequest, rpcErrorOf } from '../rpc-error.ts';

/** What lists the files, and the roots, which must be folders. */
async function prepare(server: ServerSide, given: readonly string[]): Promise<{ search: FileSearch; roots: string[] }> {
  const roots = given.map((root, at) => absolutePath(root, `roots[${at}]`));
  const { runtime } = await server.host();
  using generation = runtime.acquire();
  const search = generation.find(fileSearch);
  if (!search) {
    throw invalidRequest('fuzzyFileSearch is unsupported: no plugin provides `fileSearch`', {
      code: 'unsupported',
      mend: 'Install a plugin that provides it, such as @tenon/plugin-file-search-ripgrep.',
    });
  }
  const environment = generation.service(environments).get();
  const readable = await readableFiles(server, environment);
  for (const root of roots) {
    const stat = await statOf(readable, root);
    if (stat?.kind === 'directory') continue;
    throw invalidRequest(`${root} is no folder`, {
      code: 'not_a_directory',
      mend: 'Send folders as roots.',
      file: root,
    });
  }
  return { search: withoutDenied(search, readable), roots };
}

async function statOf({ files }: Readable, root: string) {
  try {
    return await files.stat(root);
  } catch (error) {
    throw readFailure(error);
  }
}

export const fuzzyFileSearch: Handler<'fuzzyFileSearch'> = async (params, { server, connection }) => {
  const { search, roots } = await prepare(server, params.roots);
  const sessions = connection.own(createFileSearchSessions);
  return { files: await sessions.once(search, roots, params.query, params.cancellationToken ?? null) };
};

export const fuzzyFileSearchSessionStart: Handler<'fuzzyFileSearch/sessionStart'> = async (
  params,
  { server, connection },
) => {
  const { sessionId } = params;
  if (!sessionId) throw invalidRequest('sessionId must not be empty');
  const { search, roots } = await prepare(server, params.roots);
  connection.own(createFileSearchSessions).start(sessionId, search, roots, {
    updated: (query, files) =>
      connection.notify({ method: 'fuzzyFileSearch/sessionUpdated', params: { sessionId, query, files } }),
    completed: () => connection.notify({ method: 'fuzzyFileSearch/sessionCompleted', params: { sessionId } }),
    failed: (error) => {
      server.report(error);
      const message = `the file search ${sessionId} cannot list its files: ${rpcErrorOf(error).message}`;
      connection.notify({ method: 'warning', params: { message } });
    },
  });
  return {};
};

export const fuzzyFileSearchSessionUpdate: Handler<'fuzzyFileSearch/sessionUpdate'> = (params, { connection }) => {
  connection.own(createFileSearchSessions).update(params.sessionId, params.query);
  return {};
};

export const fuzzyFileSearchSessionStop: Handler<'fuzzyFileSearch/sessionStop'> = (params, { connection }) => {
  connection.own(createFileSearchSessions).stop(params.sessionId);
  return {};
};
