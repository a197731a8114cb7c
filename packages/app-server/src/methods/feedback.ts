import type { Handler } from '../handler.ts';
import { invalidRequest } from '../rpc-error.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Written to `feedback/` in the home, for the user alone. Nothing is sent anywhere; logs are named, not copied. */
export const feedbackUpload: Handler<'feedback/upload'> = async (params, { server, connection }) => {
  const { config, manager } = await server.host();
  if (config.feedback?.enabled === false) {
    throw invalidRequest('sending feedback is disabled by configuration', {
      code: 'feedback_disabled',
      mend: 'Set `enabled = true` in `[feedback]` of config.toml.',
    });
  }
  if (params.threadId && !uuid.test(params.threadId)) {
    throw invalidRequest(`invalid thread id: ${JSON.stringify(params.threadId)}`, {
      code: 'thread_id_invalid',
      mend: 'Send the id of a thread, or none.',
    });
  }
  const id = crypto.randomUUID();
  const threadId = params.threadId ?? `no-active-thread-${id}`;
  const rollout = params.includeLogs && params.threadId ? manager.get(params.threadId)?.toWire().path : undefined;
  const createdAt = new Date().toISOString();
  const report = {
    id,
    createdAt,
    classification: params.classification,
    reason: params.reason ?? null,
    threadId,
    tags: params.tags ?? {},
    version: server.options.version,
    client: connection.client && { name: connection.client.name, version: connection.client.version },
    logFiles: params.includeLogs ? [...(rollout ? [rollout] : []), ...(params.extraLogFiles ?? [])] : [],
  };
  const fs = process.getBuiltinModule('node:fs').promises;
  const folder = `${server.options.home}/feedback`;
  await fs.mkdir(folder, { recursive: true, mode: 0o700 });
  const file = `${folder}/${createdAt.replaceAll(':', '-')}-${id}.json`;
  await fs.writeFile(file, `${JSON.stringify(report, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  return { threadId };
};
