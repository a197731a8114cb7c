import { beforeTool } from '@tenon/plugin-api/events';
import { type PolicyDecision, policy } from '@tenon/plugin-api/policy';
import { type SandboxRequest, sandbox } from '@tenon/plugin-api/sandbox';
import type { GrantedPermissions, ToolAction } from '@tenon/plugin-api/tool';
import type { PermissionProfile } from '@tenon/protocol';
import { withGrace } from './abort.ts';
import { type ChangedFiles, changedFiles, forTheseFiles } from './changed-files.ts';
import { type Consent, consentTo, type GatedCall, type Question } from './consent.ts';
import { recordDecision } from './decision-log.ts';
import { asTenonError } from './error.ts';
import { withAdditional } from './grants.ts';
import { grantPermissions } from './permission-request.ts';

/** What came of a call at the gate. `text` is what the model reads of a refusal. */
export type Passage =
  | {
      readonly kind: 'run';
      readonly profile: PermissionProfile;
      /** Asks whether to run the command again under another profile; the profile comes back, or why not. */
      readonly retry?: (reason: string) => Promise<PermissionProfile | Refused>;
      readonly granted?: GrantedPermissions;
      readonly endTurn?: boolean;
    }
  | Refused;

export interface Refused {
  readonly kind: 'refused';
  readonly text: string;
  readonly endTurn: boolean;
}

/** Characters of a command that its refusal repeats: the model wrote it, and has it in its history. */
const REPEATED = 1_000;

/** The words the peer uses for a refused command, so that models that know it know what happened. */
function refused(action: ToolAction, reason: string, endTurn = false): Refused {
  if (action.type !== 'command') return { kind: 'refused', text: reason, endTurn };
  const why = JSON.stringify(reason).slice(1, -1);
  const command = action.argv.join(' ');
  const repeated = command.length > REPEATED ? `${command.slice(0, REPEATED).toWellFormed()}…` : command;
  const text = `exec_command failed for \`${repeated}\`: CreateProcess { message: "Rejected(\\"${why}\\")" }`;
  return { kind: 'refused', text, endTurn };
}

const refusedBy = (action: ToolAction, { text, endTurn }: Extract<Consent, { kind: 'refused' }>) =>
  refused(action, text, endTurn);

/**
 * The one way every tool call takes: `beforeTool` handlers, then the policy, then (where one of them says so) whoever is to be asked.
 * It decides; the sandbox it names is put around the call by whoever runs it. Every decision stands in the thread's log.
 */
export async function passGate(call: GatedCall): Promise<Passage> {
  const { context, event, inForce } = call;
  const { action } = event;
  const { settings, environment } = context;

  const handled = await askHandlers(call);
  if (handled?.kind === 'refused') return handled;

  const request = { profile: inForce, cwd: settings.cwd, tmpdir: environment.platform.tmpdir };
  const changed = await changedFiles(action, environment.files, request);
  const decision = await decide(call, request, changed);
  const because = decision.because === undefined ? {} : { because: decision.because };
  if (action.type === 'permissions') return grantPermissions(call, action, { decision, handled });
  if (decision.kind === 'forbid') {
    const { reason } = decision;
    await recordDecision(context, event, { decision: 'forbidden', by: 'policy', ...because, reason });
    return refused(action, reason);
  }
  const question = (profile: PermissionProfile, retry: boolean): Question['approved'] => ({
    action,
    paths: changed.paths,
    profile,
    workspace: settings.cwd,
    retry,
  });

  let { profile } = decision;
  if (decision.kind === 'ask' || handled) {
    const asked = decision.kind === 'ask' ? decision : undefined;
    const approved = question(profile, false);
    if (action.type === 'command' && action.additionalPermissions) {
      // For this one command: nobody keeps the profile.
      profile = await withAdditional(profile, [action.additionalPermissions], settings, environment);
    }
    if (action.type === 'fileChange' && profile !== inForce) {
      profile = await withAdditional(inForce, [await forTheseFiles(changed, environment.files)], settings, environment);
    }
    const amendment = (context.generation.service(policy).amend && asked?.amendment) || null;
    const reason = asked?.reason ?? handled?.reason ?? null;
    const consent = await consentTo(call, { approved, reason, amendment, profile, because });
    if (consent.kind === 'refused') return refusedBy(action, consent);
    const now = await changedFiles(action, environment.files, request);
    if (JSON.stringify(now.paths) !== JSON.stringify(changed.paths)) {
      const reason = 'the files lead elsewhere than when this was approved';
      await recordDecision(context, event, { decision: 'failed', by: 'policy', reason });
      return refused(action, reason);
    }
  } else {
    await recordDecision(context, event, { decision: 'run', by: 'policy', ...because, profile });
  }
  const less = decision.kind === 'run' ? decision.retry : undefined;
  if (!less) return { kind: 'run', profile };
  return {
    kind: 'run',
    profile,
    retry: async (reason) => {
      const approved = question(less, true);
      const consent = await consentTo(call, { approved, reason, amendment: null, profile: less, because });
      return consent.kind === 'allowed' ? less : refusedBy(action, consent);
    },
  };
}

/** What `beforeTool` handlers say: nothing, that somebody must be asked, or no. */
async function askHandlers({
  context,
  event,
}: GatedCall): Promise<Refused | { kind: 'ask'; reason: string | null } | undefined> {
  const { generation, signal } = context;
  let mustAsk: { kind: 'ask'; reason: string | null } | undefined;
  for (const { plugin, result } of await generation.run(beforeTool, event, { signal })) {
    if (result.kind === 'deny') {
      await recordDecision(context, event, { decision: 'denied', by: `hook:${plugin}`, reason: result.reason });
      // What a failed handler's plugin is called stands in the kernel's message already.
      const why = result.reason.startsWith(`${plugin}: `) ? result.reason : `${plugin}: ${result.reason}`;
      return refused(event.action, `blocked by ${why}`);
    }
    mustAsk ??= { kind: 'ask', reason: result.reason ?? null };
  }
  return mustAsk;
}

/** The policy's decision. Throws what it throws, and that stands in the log. */
async function decide(call: GatedCall, request: SandboxRequest, { within }: ChangedFiles): Promise<PolicyDecision> {
  const { context, event } = call;
  const { generation, settings, signal } = context;
  const { action } = event;
  try {
    const box = generation.service(sandbox);
    const deciding = async () =>
      generation.service(policy).decide({
        ...request,
        action,
        approvalPolicy: settings.approvalPolicy,
        withinProfile: within,
        sandboxUnavailable: action.type === 'command' ? box.unavailable(request.profile) : undefined,
      });
    return await withGrace(deciding(), signal);
  } catch (error) {
    if (signal.aborted) throw error;
    const reason = asTenonError(error, 'policy_failed').message;
    await recordDecision(context, event, { decision: 'failed', by: 'policy', reason });
    throw error;
  }
}
