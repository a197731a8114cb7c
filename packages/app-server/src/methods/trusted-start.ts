import { trustProject } from '@tenon/config';
import type { ThreadStartParams } from '@tenon/protocol';
import { policyOfProfile } from '@tenon/sandboxing';
import type { HandlerContext } from '../handler.ts';
import { type ConfigInForce, permissionsOf } from '../permissions/permissions.ts';
import { placesOf } from './config.ts';

/**
 * The configuration that a new thread has. Who lets it write in a folder of which nobody said anything trusts its project, as in
 * Codex: that is noted in the user's configuration, and the project's own counts from then on.
 */
export async function configOfStart(
  { cwd: named, sandbox, permissions, config }: ThreadStartParams,
  cwd: string,
  { server, connection, afterResponse }: HandlerContext,
): Promise<ConfigInForce> {
  const host = await server.host();
  const inForce = await host.configFor(cwd, config);
  if (!named || server.options.ignoreUser || inForce.project?.trust !== null || !(sandbox || permissions))
    return inForce;
  const { permissionProfile } = permissionsOf({ ...inForce, requirements: null }, { sandbox, permissions });
  if (policyOfProfile(permissionProfile).policy.type === 'readOnly') return inForce;
  const trust = async () => {
    try {
      return await trustProject({ ...placesOf(server), cwd });
    } catch (error) {
      const message = `the project of ${cwd} could not be noted as trusted: ${(error as Error).message}`;
      connection.notify({ method: 'warning', params: { message } });
      return false;
    }
  };
  // Without files of its own the project changes nothing for the thread: the note can wait.
  if (inForce.project.files.length === 0) {
    afterResponse(() => void trust());
    return inForce;
  }
  return (await trust()) ? host.configFor(cwd, config) : inForce;
}
