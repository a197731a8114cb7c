import { existsSync, globSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { cruise, type ICruiseResult, type IModule } from 'dependency-cruiser';
import { forbidden, testFile } from './boundary-rules.ts';
import { processEnvProblems } from './process-env.ts';
import type { Problem } from './report.ts';
import { groups, type Manifest, type Package, readManifest, workspacePackages } from './workspace.ts';

const isTest = new RegExp(testFile);

async function graph(base: string): Promise<ICruiseResult> {
  const sources = groups.filter((group) => existsSync(join(base, group)));
  const { output } = await cruise(
    sources,
    {
      baseDir: base,
      ruleSet: { forbidden },
      validate: true,
      doNotFollow: { path: 'node_modules' },
      exclude: {
        path: '(^|/)dist/|^tooling/checks/(fixtures|api)/|^tooling/generator/templates/|^tooling/bench/scratch/',
      },
      tsPreCompilationDeps: true,
      detectProcessBuiltinModuleCalls: true,
      combinedDependencies: true,
    },
    {
      bustTheCache: true,
      exportsFields: ['exports'],
      conditionNames: ['@tenon/source', 'import', 'node', 'types', 'default'],
      mainFields: ['main'],
      extensions: ['.ts', '.js', '.mjs', '.json', '.d.ts'],
    },
  );
  if (typeof output === 'string') throw new Error('dependency-cruiser answered with text instead of a result');
  return output;
}

const shortName = (name = '') => name.replace(/:.*$/, '');

function ruleProblems({ summary }: ICruiseResult): Problem[] {
  return summary.violations
    .map(({ rule, from, to, cycle, via }) => {
      const steps = cycle ?? via;
      return { rule: rule.name, path: steps ? [from, ...steps.map((step) => step.name)] : [from, to] };
    })
    .filter(({ rule, path }) => !(rule.endsWith(':reaches') && path.length === 2)) // said by the rule about imports
    .map(({ rule, path }) => ({
      rule: shortName(rule),
      where: path.join(' → '),
      message: forbidden.find((each) => each.name === rule)?.comment ?? '',
    }));
}

/** `@scope/name` or `name` of an import by name; undefined for a path or a built-in. */
function packageOf(specifier: string): string | undefined {
  if (/^[./#]|^node:/.test(specifier)) return undefined;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Imports by name that the importing package's own package.json does not declare where it must. */
function manifestProblems(
  modules: readonly IModule[],
  packages: readonly Package[],
  rootManifest: Manifest,
): Problem[] {
  const byDir = new Map(packages.map((each) => [each.dir, each.manifest]));
  return modules.flatMap(({ source, dependencies }) => {
    const dir = source.split('/').slice(0, 2).join('/');
    const manifest = byDir.get(dir);
    if (!manifest) return [];
    const shipped = { ...manifest.dependencies, ...manifest.peerDependencies, ...manifest.optionalDependencies };
    // An application is bundled, and tooling is never published: there a dev dependency is as good.
    const strict = /^(packages|plugins)\//.test(dir) && !isTest.test(source);
    return dependencies.flatMap(({ module, dependencyTypes }): Problem[] => {
      const name = dependencyTypes?.includes('core') ? undefined : packageOf(module);
      if (!name || name === manifest.name || name in shipped) return [];
      const where = `${source} → ${module}`;
      if (manifest.devDependencies && name in manifest.devDependencies) {
        const message = `${name} is only a dev dependency of ${manifest.name}, but its source imports it: move it to dependencies`;
        return strict ? [{ rule: 'dev-dependency-in-source', where, message }] : [];
      }
      const shared = !strict && rootManifest.devDependencies && name in rootManifest.devDependencies;
      return shared
        ? []
        : [
            {
              rule: 'undeclared-dependency',
              where,
              message: `${name} is not in the dependencies of ${dir}/package.json`,
            },
          ];
    });
  });
}

/** Circles among package.json files, dev dependencies and type-only imports included. */
function packageCycles(packages: readonly Package[]): Problem[] {
  const edges = new Map(
    packages.map(({ manifest }) => [
      manifest.name,
      Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies, ...manifest.devDependencies }),
    ]),
  );
  const done = new Set<string>();
  const problems: Problem[] = [];
  const visit = (name: string, path: readonly string[]): void => {
    if (path.includes(name)) {
      const where = [...path.slice(path.indexOf(name)), name].join(' → ');
      problems.push({ rule: 'package-cycle', where, message: 'packages depend on each other in a circle' });
      return;
    }
    if (done.has(name)) return;
    for (const next of edges.get(name) ?? []) visit(next, [...path, name]);
    done.add(name);
  };
  for (const name of edges.keys()) visit(name, []);
  return problems;
}

function nameProblems(base: string): Problem[] {
  return globSync(`{${groups.join(',')}}/*/{src,test,bin}/**/*`, { cwd: base })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /^(utils?|helpers?)$/.test(basename(path).replace(/\..*$/, '')))
    .map((where) => ({ rule: 'no-utils', where, message: 'name a file or folder after the one idea in it' }));
}

/** The name of every rule. */
export const rules: readonly string[] = [
  ...new Set(forbidden.map(({ name }) => shortName(name))),
  'undeclared-dependency',
  'dev-dependency-in-source',
  'package-cycle',
  'no-utils',
  'no-process-env',
];

/** Everything that breaks the floors, or the other rules about who imports what, in the monorepo at `base`. */
export async function boundaryProblems(base: string): Promise<{ problems: Problem[]; files: number; imports: number }> {
  const result = await graph(base);
  const packages = workspacePackages(base);
  const own = result.modules.filter(({ source }) => !source.includes('node_modules') && dirname(source) !== '.');
  const problems = [
    ...ruleProblems(result),
    ...manifestProblems(own, packages, readManifest(join(base, 'package.json'))),
    ...packageCycles(packages),
    ...nameProblems(base),
    ...processEnvProblems(base),
  ];
  return { problems, files: own.length, imports: result.summary.totalDependenciesCruised ?? 0 };
}
