import { reviewerName } from '@tenon/core';
import { reviewers } from '@tenon/plugin-api/reviewer';
import type { ApprovalsReviewer } from '@tenon/protocol';
import type { ServerSide } from './handler.ts';
import { invalidRequest } from './rpc-error.ts';

/** Throws for a request that names a reviewer that no plugin provides: with it, whatever must be asked would be refused. */
export async function refuseMissingReviewer(
  server: Pick<ServerSide, 'host'>,
  method: string,
  params: unknown,
): Promise<void> {
  const { approvalsReviewer } = params as { readonly approvalsReviewer?: ApprovalsReviewer | null };
  if (!approvalsReviewer || approvalsReviewer === 'user') return;
  using generation = (await server.host()).runtime.acquire();
  if (generation.names(reviewers).includes(reviewerName(approvalsReviewer))) return;
  throw invalidRequest(`${method}.approvalsReviewer \`${approvalsReviewer}\` is unsupported in this version`, {
    code: 'unsupported',
    mend: 'Leave out approvalsReviewer, or add a plugin that provides that reviewer.',
  });
}
