// The packages are still what the generator makes: their configuration files and scripts are the templates'.
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Problem, report } from './lib/report.ts';
import { type Manifest, readJson, root, workspacePackages } from './lib/workspace.ts';

const folder = join(root, 'tooling/generator/templates');
const configs = ['tsconfig.json', 'tsconfig.build.json', 'tsup.config.ts', 'vitest.config.ts'];
/** Files that may say more than the template, because the package needs it; they must still exist. */
const freer = new Set(['tsup.config.ts', 'vitest.config.ts']);
const problems: Problem[] = [];
const packages = workspacePackages().filter(({ dir }) => /^(packages|plugins)\//.test(dir));

for (const { dir, manifest } of packages) {
  const kind = dir.startsWith('plugins/') ? 'plugin' : 'package';
  const say = (where: string, message: string) => problems.push({ rule: 'template', where, message });
  for (const name of configs) {
    const wanted = readFileSync(join(folder, kind, `${name}.tpl`), 'utf8');
    const file = join(root, dir, name);
    if (!existsSync(file)) say(`${dir}/${name}`, 'it is missing: copy it from tooling/generator/templates');
    else if (!freer.has(name) && readFileSync(file, 'utf8') !== wanted) {
      say(`${dir}/${name}`, `it differs from tooling/generator/templates/${kind}/${name}.tpl`);
    }
  }
  const template = readJson<Manifest & Record<string, unknown>>(join(folder, kind, 'package.json.tpl'));
  for (const [script, command] of Object.entries(template.scripts ?? {})) {
    const own = manifest.scripts?.[script];
    // A script may do more after what the template does: `tsup && … && node scripts/schemas.ts`.
    if (!own?.startsWith(command)) say(`${dir}/package.json`, `scripts.${script} must begin with "${command}"`);
  }
  for (const field of [
    'type',
    'license',
    'sideEffects',
    'engines',
    ...(kind === 'plugin' ? ['tenon', 'keywords'] : []),
  ]) {
    const own = (manifest as Manifest & Record<string, unknown>)[field];
    if (JSON.stringify(own) !== JSON.stringify(template[field])) {
      say(`${dir}/package.json`, `${field} must be ${JSON.stringify(template[field])}`);
    }
  }
  const title = readFileSync(join(root, dir, 'README.md'), 'utf8').split('\n')[0];
  if (title !== `# ${manifest.name}`)
    say(`${dir}/README.md`, `its title must be "# ${manifest.name}", not "${title ?? basename(dir)}"`);
}
report('templates', problems, `${packages.length} packages have the generator's configuration`);
