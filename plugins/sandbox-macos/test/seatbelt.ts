// Reads a Seatbelt profile and judges by it, as its language is known: the last rule that fits counts.

type Expression = string | { readonly text: string } | readonly Expression[];

function parse(source: string): readonly Expression[] {
  const tokens = source.match(/;[^\n]*|"(?:[^"\\]|\\.)*"|[()]|[^\s()"]+/gsu) ?? [];
  const stack: Expression[][] = [[]];
  for (const token of tokens) {
    const top = stack.at(-1) as Expression[];
    if (token === '(') stack.push([]);
    else if (token === ')') {
      const done = stack.pop() as Expression[];
      const outer = stack.at(-1);
      if (!outer) throw new Error('too many )');
      outer.push(done);
    } else if (token.startsWith('"')) top.push({ text: token.slice(1, -1).replace(/\\(.)/gsu, '$1') });
    else if (!token.startsWith(';')) top.push(token);
  }
  if (stack.length !== 1) throw new Error('too few )');
  return stack[0] as Expression[];
}

export interface Judge {
  /** Every rule's first word and operation, such as `allow process-fork`. */
  readonly rules: readonly string[];
  may(operation: string, path: string): boolean;
}

export function judgeOf(source: string, parameters: readonly string[]): Judge {
  const values = new Map(
    parameters.map((argument) => {
      const [, name = '', value = ''] = /^-D([A-Z0-9]+)=(.*)$/su.exec(argument) ?? [];
      return [name, value];
    }),
  );
  const textOf = (of: Expression | undefined): string => {
    if (Array.isArray(of) && of[0] === 'param') return values.get(textOf(of[1])) ?? '';
    if (typeof of === 'object' && 'text' in of) return of.text;
    throw new Error(`no text: ${JSON.stringify(of)}`);
  };
  const fits = (filter: Expression, path: string): boolean => {
    if (!Array.isArray(filter)) throw new Error(`no filter: ${JSON.stringify(filter)}`);
    const [kind, ...of] = filter as readonly Expression[];
    switch (kind) {
      case 'subpath': {
        const folder = textOf(of[0]);
        return folder === '/' || path === folder || path.startsWith(`${folder}/`);
      }
      case 'literal':
        return path === textOf(of[0]);
      case 'regex':
        return new RegExp(textOf(of[0]), 'su').test(path);
      case 'require-not':
        return !fits(of[0] as Expression, path);
      case 'require-all':
        return of.every((each) => fits(each, path));
      default:
        // Such as `extension`: nothing of a file by its path.
        return false;
    }
  };
  const rules = parse(source).flatMap((rule) => {
    const [effect, operation, ...filters] = rule as readonly Expression[];
    if (effect !== 'allow' && effect !== 'deny') return [];
    const names = [operation, ...filters.filter((each) => typeof each === 'string')] as string[];
    return [{ effect, names, filters: filters.filter((each) => typeof each !== 'string') }];
  });
  return {
    rules: rules.map(({ effect, names }) => `${effect} ${names.join(' ')}`),
    may: (operation, path) =>
      rules.findLast(
        ({ names, filters }) =>
          names.some((name) => name === 'default' || new RegExp(`^${name.replaceAll('*', '.*')}$`).test(operation)) &&
          (filters.length === 0 || filters.some((each) => fits(each, path))),
      )?.effect === 'allow',
  };
}
