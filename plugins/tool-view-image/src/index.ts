import { definePlugin } from '@tenon/plugin-api';
import { tools } from '@tenon/plugin-api/tool';

/** view_image: shows a local image to the model. */
export default definePlugin({
  id: 'tenon.tool-view-image',
  register: () => [tools.add('view_image', async () => (await import('./tool.ts')).viewImageTool())],
});
