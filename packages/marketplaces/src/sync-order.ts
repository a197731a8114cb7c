/** Something that is kept both by a remote catalogue and on this machine. */
export interface SyncPart {
  readonly remote: boolean;
}

/**
 * The order in which marketplaces are brought up to date, or a change is applied to them: phase after phase, each begun when the one
 * before it has ended well; the parts of one in no order. Forced: the remote ones first, then the local ones, so that what is local
 * never runs ahead of a remote that refuses. Not forced: the remote ones are left alone.
 */
export function syncPhases<T extends SyncPart>(
  parts: readonly T[],
  options: { readonly forceRemoteSync: boolean },
): T[][] {
  const remote = options.forceRemoteSync ? parts.filter((part) => part.remote) : [];
  const local = parts.filter((part) => !part.remote);
  return [remote, local].filter((phase) => phase.length > 0);
}
