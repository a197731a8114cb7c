import type { IForbiddenRuleType } from 'dependency-cruiser';
import { floors } from './floors.ts';

/** Test files and tool configuration: they may use `@tenon/testing`, `@tenon/build` and the root's dev dependencies. */
export const testFile = String.raw`\.(test|spec)(-d)?\.ts$|^[^/]+/[^/]+/(test|tests)/|^[^/]+/[^/]+/[^/]+\.config\.ts$`;
const workspace = '^(packages|plugins|apps|tooling)/';
const ioModules = 'fs|child_process|net|http|https|http2|dgram|tls|worker_threads|cluster|sqlite';
const io = `^(node:)?(${ioModules})(/|$)`;

const floorRules: IForbiddenRuleType[] = floors.flatMap(({ name, from, mayImport, npm, says }) => {
  const rule = `${name}:${from}`;
  const own = from.includes('[^/]+') ? [] : [`^${from}/`];
  // $0 is not a group of dependency-cruiser: a floor with many packages allows its own folder by a captured group.
  const captured = own.length > 0 ? `^${from}/` : `^(${from})/`;
  const allowed = [...(own.length > 0 ? own : ['^$1/']), ...mayImport.map((each) => `^${each}/`)];
  const rules: IForbiddenRuleType[] = [
    {
      name: rule,
      comment: says,
      severity: 'error',
      from: { path: captured, pathNot: testFile },
      to: { path: workspace, pathNot: allowed },
    },
    {
      name: `${rule}:tests`,
      comment: `${says}; its tests may add packages/testing and tooling`,
      severity: 'error',
      from: { path: [`${captured}.*(${testFile})`, `${captured}[^/]+[.]config[.]ts$`] },
      to: { path: workspace, pathNot: [...allowed, '^packages/testing/', '^tooling/'] },
    },
  ];
  if (npm) {
    rules.push({
      name: `${rule}:npm`,
      comment: npm.length > 0 ? `of npm only ${npm.join(', ')}` : 'nothing of npm',
      severity: 'error',
      from: { path: captured, pathNot: testFile },
      to: { path: 'node_modules/', pathNot: npm.map((each) => `node_modules/${each}/`) },
    });
  }
  return rules;
});

/** A rule's name goes up to the first colon; what follows tells its parts apart. */
export const forbidden: IForbiddenRuleType[] = [
  ...floorRules,
  {
    name: 'floor-0-plugin-api:types',
    comment: "plugin-api may import only protocol's types: use `import type`",
    severity: 'error',
    from: { path: '^packages/plugin-api/src/', pathNot: testFile },
    to: { path: '^packages/protocol/', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'core-no-io',
    comment: 'core spawns no process and touches no file or socket: use a service (environment, sandbox, threadStore)',
    severity: 'error',
    from: { path: '^packages/core/src/', pathNot: testFile },
    to: { path: io },
  },
  {
    name: 'core-no-io:reaches',
    comment: "core may use a helper's pure functions only: this one reaches files, processes or sockets",
    severity: 'error',
    from: { path: '^packages/core/src/', pathNot: testFile },
    to: { path: io, reachable: true },
  },
  {
    name: 'no-cycle',
    comment: 'files import each other in a circle: move what both need to a third file',
    severity: 'error',
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
  {
    name: 'no-deep-import',
    comment: 'import another package by its name, through an entry of its `exports`, never by a path',
    severity: 'error',
    from: { path: '^((packages|plugins|apps|tooling)/[^/]+)/' },
    to: { path: workspace, pathNot: '^$1/', dependencyTypes: ['local'] },
  },
  {
    name: 'no-deep-import:exports',
    comment: "no such entry in the package's `exports` (or the package is not in this package's dependencies)",
    severity: 'error',
    from: {},
    to: { couldNotResolve: true, path: '^@tenon/' },
  },
  {
    name: 'no-unresolvable',
    comment: 'this import cannot be found: declare the dependency, or mend the path',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true, pathNot: '^@tenon/' },
  },
];
