import { isAbsolute, resolve } from 'node:path';
import { rpcCodes } from '@tenon/protocol';
import type { SkillsListExtraRootsForCwd } from '@tenon/protocol/skills';
import { type SkillRule, withRule } from '@tenon/skills';
import { absolutePath, validPath } from '../absolute-path.ts';
import type { Handler, ServerSide } from '../handler.ts';
import { invalidRequest, RpcFailure } from '../rpc-error.ts';
import { createSkillLists } from '../skills/skill-lists.ts';
import { writeUserConfig } from './config.ts';

/** The roots that a request adds, by the folder it adds them to. Those of folders that it does not ask about are not looked at. */
function extraRoots(given: readonly SkillsListExtraRootsForCwd[]): ReadonlyMap<string, readonly string[]> {
  const roots = new Map<string, readonly string[]>();
  for (const { cwd, extraUserRoots } of given) {
    for (const root of extraUserRoots) {
      if (isAbsolute(root)) continue;
      throw invalidRequest(`skills/list perCwdExtraUserRoots extraUserRoots paths must be absolute: ${root}`, {
        code: 'path_not_absolute',
        mend: 'Send absolute paths.',
      });
    }
    const more = extraUserRoots.map((root) => absolutePath(root, 'extraUserRoots'));
    roots.set(cwd, [...(roots.get(cwd) ?? []), ...more]);
  }
  return roots;
}

export const skillsList: Handler<'skills/list'> = async (params, { server }) => {
  const { forceReload = false } = params;
  const cwds = params.cwds?.length ? params.cwds : [server.options.cwd];
  for (const cwd of cwds) validPath(cwd, 'cwds');
  const extra = extraRoots(params.perCwdExtraUserRoots ?? []);
  const lists = server.own(createSkillLists);
  const data: Awaited<ReturnType<typeof skillsList>>['data'] = [];
  for (const cwd of cwds) {
    const place = { cwd: resolve(server.options.cwd, cwd), extra: extra.get(cwd) ?? [] };
    data.push({ cwd, ...(await lists.list(place, forceReload)) });
  }
  return { data };
};

/** The one thing that names the skills. Throws for none and for both. */
function selectorOf(params: Parameters<Handler<'skills/config/write'>>[0]): Pick<SkillRule, 'path' | 'name'> {
  const name = params.name?.trim() || undefined;
  const path = params.path ?? undefined;
  if ((name === undefined) === (path === undefined)) {
    throw new RpcFailure(rpcCodes.invalidParams, 'skills/config/write requires exactly one of path or name', {
      code: 'skill_selector_invalid',
      mend: 'Send the path of a SKILL.md, or the name of skills.',
    });
  }
  return path === undefined ? { name } : { path: absolutePath(path, 'path') };
}

type Change = (rules: readonly SkillRule[]) => readonly SkillRule[];

async function write(server: ServerSide, change: Change): Promise<void> {
  await writeUserConfig(server, {
    edits: (user, resolved) => {
      const [raw, absolute] = [rulesOf(user), rulesOf(resolved)];
      const left = change(absolute);
      // What stays is written as the user wrote it.
      const value = left.map((one) => raw[absolute.indexOf(one)] ?? one);
      return [{ keyPath: 'skills.config', value: value.length > 0 ? value : null, mergeStrategy: 'replace' }];
    },
  });
}

const rulesOf = (table: Readonly<Record<string, unknown>>): readonly SkillRule[] => {
  const { config } = (table.skills ?? {}) as { config?: unknown };
  return Array.isArray(config) ? (config as readonly SkillRule[]) : [];
};

export const skillsConfigWrite: Handler<'skills/config/write'> = async (params, { server }) => {
  const selector = selectorOf(params);
  const rule: SkillRule = { ...selector, enabled: params.enabled };
  const lists = server.own(createSkillLists);
  const here = { cwd: server.options.cwd, extra: [] };
  await lists.list(here, false);
  const spellings = selector.path === undefined ? [] : lists.spellings(selector.path);
  const change: Change = (rules) => withRule(rules, rule, spellings);
  await write(server, change);
  const { manager } = await server.host();
  for (const thread of manager.loaded()) {
    thread.changeSkills((settings) => ({ ...settings, rules: change(settings.rules) }));
  }
  const { skills } = await lists.list(here, false);
  const concerned = skills.filter(({ path, name }) => spellings.includes(path) || name === selector.name);
  // Other rules, and other layers, may say otherwise.
  return { effectiveEnabled: concerned.length > 0 ? concerned.every(({ enabled }) => enabled) : params.enabled };
};
