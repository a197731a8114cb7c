import { nearest } from '@tenon/config';
import { knownFeatures } from '@tenon/features';

/** The name of a feature as it was given. Throws when there is none of the name. */
export function featureName(name: string): string {
  const names = knownFeatures.map((feature) => feature.name);
  if (names.includes(name)) return name;
  const meant = nearest(name, names);
  const mend = meant === undefined ? ': tenon features list names them' : `: did you mean \`${meant}\`?`;
  throw new Error(`there is no feature \`${name}\`${mend}`);
}
