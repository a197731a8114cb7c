import { definePlugin } from '@tenon/plugin-api';

/** view_image: shows a local image to the model. */
export default definePlugin({
  id: 'tenon.tool-view-image',
  register: () => [],
});
