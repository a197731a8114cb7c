import { tenonError } from '@tenon/plugin-api';
import { dotted } from './dotted.ts';
import type { Problem } from './problem.ts';
import { at, type OriginFinder } from './sources.ts';

/** Throws `config_invalid` for the first problem, with where it stands; the others are named. */
export function refuse([first, ...others]: readonly Problem[], originOf: OriginFinder): void {
  if (!first) return;
  const origin = originOf(first.path);
  const key = dotted(first.path);
  const remedy = first.expected === 'nothing' || first.expected === 'another id';
  const mend = remedy
    ? `Remove or rename \`${key}\`.`
    : `Set \`${key}\` to ${first.expected}${first.missing ? '' : ', or remove it'}.`;
  const names = others.slice(0, 5).map((one) => dotted(one.path));
  throw tenonError({
    code: 'config_invalid',
    message: `${at(origin, first.path)}: ${first.message}`,
    mend: names.length > 0 ? `${mend} ${others.length} more to mend: ${names.join(', ')}.` : mend,
    ...(origin?.kind === 'file' ? { file: origin.file } : {}),
  });
}
