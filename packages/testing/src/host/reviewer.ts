import { definePlugin, type Plugin } from '@tenon/plugin-api';
import { type Review, type ReviewContext, type ReviewRequest, reviewers } from '@tenon/plugin-api/reviewer';

export interface TestReviewer {
  readonly plugin: Plugin<undefined>;
  /** What it was asked, in order. */
  readonly asked: readonly ReviewRequest[];
  /** Default: it approves, once. What it gives need not be a review: how a host takes that is for tests too. */
  review: (request: ReviewRequest, context: ReviewContext) => unknown;
}

/** A reviewer that is a function. Default name: `user`. */
export function testReviewer(options: { readonly name?: string; readonly timeoutMs?: number } = {}): TestReviewer {
  const { name = 'user', timeoutMs } = options;
  const asked: ReviewRequest[] = [];
  const given: TestReviewer = {
    asked,
    review: (): Review => ({ kind: 'approved', scope: 'once' }),
    plugin: definePlugin({
      id: `test.reviewer-${name.replaceAll('_', '-')}`,
      register: () => [
        reviewers.add(name, () => ({
          ...(timeoutMs !== undefined && { timeoutMs }),
          review: async (request, context) => {
            asked.push(request);
            return (await given.review(request, context)) as Review;
          },
        })),
      ],
    }),
  };
  return given;
}
