import type { Host } from '@tenon/app-server';
import type { Generation } from '@tenon/kernel';
import { withTimeout } from '@tenon/plugin-api';
import { tools } from '@tenon/plugin-api/tool';
import { type Attempt, cameOf, type Door, type Tried } from './attempt.ts';
import { type CallAttempt, callAttempts } from './calls.ts';
import type { Ground } from './ground.ts';
import { SCRIPTED, type ScriptedModel } from './scripted-model.ts';

/** Milliseconds that all calls of one tool may take. */
const PATIENCE_MS = 180_000;

/** What one tool reaches when a model calls it: through the hooks, the policy and the sandbox of the configuration. */
const toolDoor = (tool: string, attempts: readonly CallAttempt[], { manager }: Host, model: ScriptedModel): Door => ({
  name: tool,
  async tryAll(ground, profile, signal) {
    const answers = model.play(attempts.map(({ input }) => ({ tool, input: input(ground) })));
    const thread = manager.start({
      settings: {
        cwd: ground.workspace,
        model: SCRIPTED,
        modelProvider: SCRIPTED,
        approvalPolicy: 'never',
        permissionProfile: profile,
      },
      originator: 'tenon_doctor',
      source: 'cli',
      ephemeral: true,
    });
    try {
      const turn = thread.startTurn([{ type: 'text', text: 'Prove the sandbox.' }]);
      const { error } = await withTimeout(turn.done, PATIENCE_MS, signal);
      const why = error?.message ?? 'it was not answered';
      return await Promise.all(attempts.map((attempt, index) => triedOf(attempt, ground, answers()[index], why)));
    } finally {
      await manager.unload(thread.id);
    }
  },
});

async function triedOf(
  { what, permitted, mark, happened }: CallAttempt,
  ground: Ground,
  answer: string | undefined,
  why: string,
): Promise<Tried> {
  const attempt: Attempt = { what, ...(permitted && { permitted }) };
  const came = await cameOf(happened(ground, answer ?? ''), answer ?? why, mark);
  return { attempt, came: answer === undefined && came.kind === 'prevented' ? { ...came, kind: 'untried' } : came };
}

/** Of the tools that the configuration offers. */
export function toolDoors(host: Host, generation: Generation, model: ScriptedModel): readonly Door[] {
  const offered = new Set(generation.names(tools));
  const attempts = callAttempts(process.platform).filter(({ tool }) => offered.has(tool));
  return Array.from(
    Map.groupBy(attempts, ({ tool }) => tool),
    ([tool, of]) => toolDoor(tool, of, host, model),
  );
}
