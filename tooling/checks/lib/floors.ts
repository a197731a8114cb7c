/**
 * The floors table: which workspace packages each package may import. A package of `packages/` that has
 * no row of its own is a helper for implementers, on floor 2.
 */
const named: Readonly<Record<string, { floor: string; imports: readonly string[]; npm?: readonly string[] }>> = {
  protocol: { floor: 'floor-0-protocol', imports: [], npm: ['zod'] },
  'plugin-api': { floor: 'floor-0-plugin-api', imports: ['packages/protocol'], npm: [] },
  client: { floor: 'floor-client', imports: ['packages/protocol'], npm: ['ws'] },
  kernel: { floor: 'floor-1', imports: ['0'] },
  config: { floor: 'floor-1', imports: ['0'] },
  core: { floor: 'floor-3', imports: ['0', '1', '2'] },
  presets: { floor: 'floor-4', imports: ['0', '1', '2', '3', 'plugins/[^/]+'] },
  'app-server': { floor: 'floor-4', imports: ['0', '1', '2', '3'] },
  testing: { floor: 'floor-4', imports: ['0', '1', '2', '3'] },
};

const notHelpers = Object.keys(named).join('|');
const members: Readonly<Record<string, string>> = {
  '0': 'packages/(protocol|plugin-api)',
  '1': 'packages/(kernel|config)',
  '2': `packages/(?!(${notHelpers})/)[^/]+`,
  '3': 'packages/core',
};

export interface Floor {
  /** The rule's name in messages and among the fixtures. */
  readonly name: string;
  /** Regular expressions of paths from the root. */
  readonly from: string;
  readonly mayImport: readonly string[];
  /** The only third-party packages allowed; undefined: any that is declared. */
  readonly npm?: readonly string[];
  readonly says: string;
}

const expand = (imports: readonly string[]) => imports.map((each) => members[each] ?? each);

const spoken = (each: string) => (each in members ? `floor ${each}` : each.replace('[^/]+', '*'));

export const floors: readonly Floor[] = [
  ...Object.entries(named).map(([dir, { floor, imports, npm }]) => ({
    name: floor,
    from: `packages/${dir}`,
    mayImport: expand(imports),
    ...(npm && { npm }),
    says: `packages/${dir} may import ${imports.length === 0 ? 'no other package' : `only ${imports.map(spoken).join(', ')}`}`,
  })),
  {
    name: 'floor-2',
    from: members['2'] ?? '',
    // What a permission profile means is arithmetic that other helpers stand on.
    mayImport: expand(['0', 'packages/sandboxing']),
    says: 'a helper of floor 2 may import only floor 0 and packages/sandboxing',
  },
  {
    name: 'floor-plugins',
    from: 'plugins/[^/]+',
    mayImport: expand(['0', '2']),
    says: 'a plugin may import only floors 0 and 2 (testing in its tests), never another plugin',
  },
];
