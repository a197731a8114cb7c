import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';

/**
 * Writes the stub as JavaScript, so that its start does not pay for stripping types, which Tenon's built code does not
 * either. Returns the file to run.
 */
export function buildStub(folder: string): string {
  const source = new URL('.', new URL('./stub/main.ts', import.meta.url));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
  for (const name of readdirSync(source)) {
    const text = stripTypeScriptTypes(readFileSync(new URL(name, source), 'utf8'));
    writeFileSync(
      join(folder, name.replace(/\.ts$/, '.js')),
      text.replaceAll(/from '(\.\/[\w-]+)\.ts'/g, "from '$1.js'"),
    );
  }
  return join(folder, 'main.js');
}
