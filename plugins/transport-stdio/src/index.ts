import { definePlugin } from '@tenon/plugin-api';
import { transports } from '@tenon/plugin-api/transport';

/** The app-server protocol over standard input and output, a message a line: `stdio://`. */
export default definePlugin({
  id: 'tenon.transport-stdio',
  register: () => [
    transports.add('stdio', async () => {
      const { createStdioTransport } = await import('./stdio-transport.ts');
      // The globals: importing `node:process` costs 7 ms, for it makes every stream the process has.
      return createStdioTransport(() => ({ input: process.stdin, output: process.stdout }));
    }),
  ],
});
