import { definePlugin } from '@tenon/plugin-api';
import { reviewers } from '@tenon/plugin-api/reviewer';

/** The reviewer `user`: asks a person, through the clients that watch the thread. */
export default definePlugin({
  id: 'tenon.reviewer-user',
  register: () => [reviewers.add('user', async () => (await import('./user.ts')).userReviewer)],
});
