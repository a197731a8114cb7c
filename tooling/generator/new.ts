// pnpm new package|plugin NAME [DESCRIPTION]: a package that builds, tests and passes the checks.
import { resolve } from 'node:path';
import { GeneratorError, generate, npmName } from './lib/generate.ts';

const [kind, name, ...rest] = process.argv.slice(2);
const usage = 'usage: pnpm new package|plugin NAME [DESCRIPTION]';

if ((kind !== 'package' && kind !== 'plugin') || !name) {
  console.error(usage);
  process.exit(2);
}
const request = { kind, name, description: rest.join(' ') || `Tenon ${kind} ${name}.` } as const;
try {
  for (const path of generate(resolve(import.meta.dirname, '../..'), request)) console.log(`made ${path}`);
  console.log(`next:\n  pnpm install\n  pnpm --filter ${npmName(request)} test\n  pnpm run api && pnpm run check`);
} catch (error) {
  if (!(error instanceof GeneratorError)) throw error;
  console.error(`${error.message}\n${usage}`);
  process.exit(1);
}
