import { ruleFunction } from './parameters.ts';

/** `host_executable(name, paths)`: the last call for a name holds. */
export function hostExecutableFunction(add: (name: string, paths: readonly string[]) => void) {
  return ruleFunction('host_executable', ['name', 'paths'], {}, (given) => {
    const name = given.text('name');
    if (name === '' || /[/\\]/.test(name))
      throw given.wrong(`\`name\` is a bare program name, got ${JSON.stringify(name)}`);
    const paths = given.texts('paths');
    for (const path of paths) {
      if (!path.startsWith('/')) throw given.wrong(`\`paths\` are absolute, got ${JSON.stringify(path)}`);
      if (path.split('/').at(-1) !== name)
        throw given.wrong(`the path ${JSON.stringify(path)} does not end in ${JSON.stringify(name)}`);
    }
    add(name, [...new Set(paths)]);
  });
}
