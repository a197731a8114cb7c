import { dirname, join } from 'node:path';
import type { Draft, Finding } from './draft.ts';
import { mcpServer } from './mcp-server.ts';
import { isObject, isTexts, type Json, objectAt, readJson } from './read-json.ts';
import { settingsFiles } from './settings.ts';

/** `mcpServers` of each file that may have some: the first of a name counts. */
export async function planMcpServers(draft: Draft): Promise<void> {
  const { cwd, tree, source } = draft.place;
  const disabled = new Set<string>();
  const from = async (file: string, root: string, pick: (json: Json) => Json) => {
    await draft.attempt('mcpServers', file, async () => {
      const json = await readJson(root, file);
      for (const [name, server] of Object.entries(pick(json ?? {}))) {
        addServer(draft, { name, source: file }, server, disabled.has(name));
      }
    });
  };
  const servers = (json: Json) => objectAt(json, 'mcpServers');
  if (cwd === undefined) {
    await from(`${source}.json`, dirname(source), servers);
    await from(join(source, '.claude.json'), tree, servers);
    await from(join(source, '.mcp.json'), tree, servers);
    for (const file of settingsFiles(draft.place)) await from(file, tree, servers);
    return;
  }
  for (const file of settingsFiles(draft.place)) {
    await draft.attempt('disabledMcpjsonServers', file, async () => {
      const names = (await readJson(tree, file))?.disabledMcpjsonServers;
      if (isTexts(names)) for (const name of names) disabled.add(name);
    });
  }
  await from(join(cwd, '.mcp.json'), tree, servers);
}

function addServer(draft: Draft, finding: Finding, server: unknown, disabled: boolean): void {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(finding.name)) {
    draft.unsupported(finding, 'its name may have only letters, digits, - and _, at most 64');
    return;
  }
  if (!isObject(server)) {
    draft.unsupported(finding, 'it is no object');
    return;
  }
  const made = mcpServer(server, draft.place.cwd === undefined);
  if (typeof made === 'string') draft.unsupported(finding, made);
  else {
    const value = disabled ? { ...made.value, enabled: false } : made.value;
    const note = [...made.notes, 'Tenon runs no MCP servers yet'].join('; ');
    draft.addKey({ ...finding, note }, ['mcp_servers', finding.name], value);
  }
}
