import type { ToolEvent } from '@tenon/plugin-api/events';
import type { DecisionLine, PermissionProfile } from '@tenon/protocol';
import { digest } from './canonical.ts';
import type { TurnContext } from './turn-context.ts';

/** One decision. `profile`: what the call then runs under. */
export type Decision = Pick<DecisionLine, 'decision' | 'because' | 'reason' | 'review_id' | 'retry'> & {
  readonly by: 'policy' | 'remembered' | `hook:${string}` | `reviewer:${string}`;
  readonly profile?: PermissionProfile;
};

/** The name of the thread's own profile, where it has one; else its digest. */
function profileName(profile: PermissionProfile, { settings }: TurnContext): string {
  const named = settings.activePermissionProfile;
  return named && profile === settings.permissionProfile ? named.id : digest(profile);
}

/** Appends what was decided about a call to the thread. Wait for it: what is not in the log does not run. */
export function recordDecision(context: TurnContext, event: ToolEvent, decision: Decision): Promise<void> {
  const { profile, ...more } = decision;
  return context.log.append([
    {
      type: 'tenon_decision',
      payload: {
        turn_id: context.turnId,
        call_id: event.callId,
        action: event.action.type,
        hash: digest(event.action),
        ...more,
        ...(profile && { profile: profileName(profile, context) }),
      },
    },
  ]);
}
