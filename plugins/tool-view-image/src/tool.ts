import type { Tool } from '@tenon/plugin-api/tool';

/** The tool `view_image`. */
export function viewImageTool(): Tool {
  return {
    spec: {
      type: 'function',
      name: 'view_image',
      description:
        'Shows you a local image file (PNG, JPEG, GIF or WebP). Use it only for a file the user named in full and whose image is not in the conversation yet.',
      strict: false,
      parameters: {
        type: 'object',
        properties: { path: { type: 'string', description: 'Path of the image file' } },
        required: ['path'],
        additionalProperties: false,
      },
    },
    parallel: true,
    async prepare(call, context) {
      const { prepare } = await import('./prepare.ts');
      return prepare(call, context);
    },
  };
}
