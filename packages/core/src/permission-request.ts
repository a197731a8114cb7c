import { withRealPaths } from '@tenon/confined-files';
import type { PolicyDecision } from '@tenon/plugin-api/policy';
import type { GrantedPermissions, ToolAction } from '@tenon/plugin-api/tool';
import { intersectAdditional } from '@tenon/sandboxing';
import { beyondProfile, isEmpty } from './action-in-place.ts';
import { answerOfHandlers, type GatedCall, refusalOf, reviewOf } from './consent.ts';
import { type Decision, recordDecision } from './decision-log.ts';
import type { Passage } from './gate.ts';
import { placeOf } from './grants.ts';

type PermissionsAction = Extract<ToolAction, { type: 'permissions' }>;

interface Asked {
  readonly decision: PolicyDecision;
  /** A `beforeTool` handler wants it asked. */
  readonly handled: { readonly reason: string | null } | undefined;
}

const nothing: GrantedPermissions = { permissions: {}, scope: 'turn' };

/**
 * A request for permissions. The call runs whatever comes of it, and is told what was granted; never more than was asked for, and kept
 * for the turn or the session. A policy that lets it run unasked grants nothing: only what is in force already.
 */
export async function grantPermissions(call: GatedCall, action: PermissionsAction, asked: Asked): Promise<Passage> {
  const { context, event, inForce } = call;
  const { settings, environment } = context;
  const { decision, handled } = asked;
  const because = decision.because === undefined ? {} : { because: decision.because };
  const settle = async (line: Decision, granted = nothing): Promise<Passage> => {
    await recordDecision(context, event, { ...because, ...line });
    return { kind: 'run', profile: inForce, granted, endTurn: line.decision === 'cancelled' };
  };
  if (decision.kind === 'forbid') {
    return settle({ decision: 'forbidden', by: 'policy', reason: decision.reason });
  }
  const beyond = await withRealPaths(environment.files, placeOf(settings, environment), (place) =>
    beyondProfile(inForce, action.permissions, place),
  );
  if (!beyond) {
    const granted = { permissions: action.permissions, scope: 'turn' as const };
    return settle({ decision: 'run', by: 'policy', because: 'in force already' }, granted);
  }
  if (decision.kind === 'run' && !handled) return settle({ decision: 'run', by: 'policy' });

  const keep = async (given: GrantedPermissions, line: Omit<Decision, 'decision'>): Promise<Passage> => {
    const permissions = intersectAdditional(action.permissions, given.permissions, placeOf(settings, environment));
    if (isEmpty(permissions)) return settle({ ...line, decision: 'denied' });
    const granted = { permissions, scope: given.scope };
    const passage = await settle({ ...line, decision: `granted_for_${given.scope}` }, granted);
    context.grants.add(granted, placeOf(settings, environment));
    return passage;
  };
  const reason = action.reason ?? (decision.kind === 'ask' ? decision.reason : undefined) ?? handled?.reason ?? null;
  const inPlace = await answerOfHandlers(call, reason);
  if (inPlace?.kind === 'deny') return settle({ decision: 'denied', by: inPlace.by, reason: inPlace.reason });
  if (inPlace) return keep({ permissions: action.permissions, scope: 'turn' }, { by: inPlace.by });
  if (settings.approvalPolicy === 'never') {
    return settle({ decision: 'forbidden', by: 'policy', because: 'approval policy never' });
  }
  const approved = { action, paths: [], profile: inForce, workspace: settings.cwd, retry: false };
  const { review, ...who } = await reviewOf(call, { approved, reason, amendment: null });
  if (review.kind === 'granted') return keep(review, who);
  if (review.kind === 'denied' || review.kind === 'failed') return settle({ ...who, ...refusalOf(review) });
  throw new Error(`${review.kind} was let through as an answer to a request for permissions`);
}
