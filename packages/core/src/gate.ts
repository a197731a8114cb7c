import type { Generation } from '@tenon/kernel';
import type { Environment } from '@tenon/plugin-api/environment';
import { approvalRequest, beforeTool, type ToolEvent } from '@tenon/plugin-api/events';
import { policy } from '@tenon/plugin-api/policy';
import { sandbox } from '@tenon/plugin-api/sandbox';
import type { ToolAction } from '@tenon/plugin-api/tool';
import type { PermissionProfile } from '@tenon/protocol';
import { withGrace } from './abort.ts';
import type { Verdict } from './approver.ts';
import type { ThreadSettings } from './settings.ts';
import { isWithinProfile } from './within-profile.ts';

/** What came of a call at the gate. `text` is what the model reads of a refusal. */
export type Passage =
  | { readonly kind: 'run'; readonly profile: PermissionProfile }
  | { readonly kind: 'refused'; readonly text: string; readonly declined: boolean; readonly endTurn: boolean };

const refused = (text: string, extra: { declined?: boolean; endTurn?: boolean } = {}): Passage => ({
  kind: 'refused',
  text,
  declined: extra.declined ?? false,
  endTurn: extra.endTurn ?? false,
});

/** The words the peer uses for a refused command, so that models that know it know what happened. */
function rejection(action: ToolAction, reason: string): string {
  if (action.type !== 'command') return reason;
  const why = JSON.stringify(reason).slice(1, -1);
  return `exec_command failed for \`${action.argv.join(' ')}\`: CreateProcess { message: "Rejected(\\"${why}\\")" }`;
}

/**
 * The one way every tool call takes: `beforeTool` handlers, then the policy, then (where one of them says so) a person.
 * It decides; the sandbox it names is put around the call by whoever runs it.
 */
export async function passGate(options: {
  readonly generation: Generation;
  readonly event: ToolEvent;
  readonly settings: ThreadSettings;
  readonly environment: Environment;
  /** Announces the call and asks; only called when somebody must be asked. */
  readonly ask: (reason: string | null) => Promise<Verdict>;
  readonly remembered: (action: ToolAction) => boolean;
  readonly signal: AbortSignal;
}): Promise<Passage> {
  const { generation, event, settings, signal } = options;
  const action = event.action;

  let mustAsk: { reason: string | null } | undefined;
  for (const { plugin, result } of await generation.run(beforeTool, event, { signal })) {
    if (result.kind === 'deny') {
      // What a failed handler's plugin is called stands in the kernel's message already.
      const why = result.reason.startsWith(`${plugin}: `) ? result.reason : `${plugin}: ${result.reason}`;
      return refused(rejection(action, `blocked by ${why}`));
    }
    mustAsk ??= { reason: result.reason ?? null };
  }

  const box = generation.service(sandbox);
  const deciding = generation.service(policy).decide({
    action,
    approvalPolicy: settings.approvalPolicy,
    withinProfile: await isWithinProfile(action, settings.permissionProfile, {
      cwd: settings.cwd,
      environment: options.environment,
    }),
    profile: settings.permissionProfile,
    cwd: settings.cwd,
    tmpdir: options.environment.platform.tmpdir,
    sandboxUnavailable: action.type === 'command' ? box.unavailable(settings.permissionProfile) : undefined,
  });
  const decision = await withGrace(Promise.resolve(deciding), signal);
  if (decision.kind === 'forbid') return refused(rejection(action, decision.reason));
  if (decision.kind === 'ask') mustAsk = { reason: decision.reason ?? mustAsk?.reason ?? null };
  const run: Passage = { kind: 'run', profile: decision.profile };
  if (!mustAsk || options.remembered(action)) return run;

  const answers = await generation.run(approvalRequest, { ...event, reason: mustAsk.reason }, { signal });
  const answer = answers[0]?.result;
  if (answer?.kind === 'allow') return run;
  if (answer?.kind === 'deny') return refused(rejection(action, answer.reason), { declined: true });
  if (settings.approvalPolicy === 'never') {
    return refused(rejection(action, mustAsk.reason ?? 'approval is needed, and nobody may be asked'));
  }

  const verdict = await options.ask(mustAsk.reason);
  if (verdict === 'accept' || verdict === 'acceptForSession') return run;
  return refused(rejection(action, 'rejected by user'), { declined: true, endTurn: verdict === 'cancel' });
}
