import type { SpawnRequest } from '@tenon/plugin-api/environment';

/**
 * What tells the dynamic loader, the C library or perl which code to load, what to write, or how to read. What confines a command runs
 * before it is confined, and the workspace may well be in `LD_LIBRARY_PATH`; so it must not heed them. The command gets them back.
 */
const HEEDED: readonly string[] = [
  // ld.so(8).
  ...['LD_PRELOAD', 'LD_LIBRARY_PATH', 'LD_AUDIT', 'LD_ORIGIN_PATH', 'LD_DEBUG', 'LD_DEBUG_OUTPUT', 'LD_PROFILE'],
  ...['LD_PROFILE_OUTPUT', 'LD_TRACE_LOADED_OBJECTS', 'LD_TRACE_PRELINKING', 'LD_SHOW_AUXV', 'LD_VERBOSE', 'LD_WARN'],
  ...['LD_BIND_NOW', 'LD_BIND_NOT', 'LD_DYNAMIC_WEAK', 'LD_HWCAP_MASK', 'LD_USE_LOAD_BIAS', 'LD_POINTER_GUARD'],
  ...['LD_ASSUME_KERNEL', 'LD_PREFER_MAP_32BIT_EXEC'],
  // The C library.
  ...['GLIBC_TUNABLES', 'GCONV_PATH', 'LOCPATH', 'NLSPATH', 'MALLOC_TRACE', 'MALLOC_CHECK_'],
  // perlrun(1).
  ...['PERL5OPT', 'PERL5LIB', 'PERLLIB', 'PERL5DB', 'PERL5SHELL', 'PERLIO', 'PERLIO_DEBUG', 'PERL_UNICODE'],
  ...['PERL_SIGNALS', 'PERL_MEM_LOG', 'PERL_BADLANG', 'PERL_DESTRUCT_LEVEL', 'PERL_HASH_SEED', 'PERL_PERTURB_KEYS'],
];

const PREFIX = 'TENON_HELD_';
const RENAMED = Object.fromEntries(HEEDED.map((name) => [name, `${PREFIX}${name}`]));
const REMOVED = Object.fromEntries(HEEDED.map((name) => [name, undefined]));

/** The command with those variables under other names; `TAKE_BACK` undoes it. Removed by name too, for environments that rename none. */
export function holdVariables(command: SpawnRequest): SpawnRequest {
  const given = Object.entries(command.env ?? {}).map(([name, value]) => [RENAMED[name] ?? name, value]);
  return { ...command, env: { ...Object.fromEntries(given), ...REMOVED }, renamedEnv: RENAMED };
}

/** For perl: puts them into `%held`, by their own names, and away from all that it starts. */
export const TAKE_BACK: string = String.raw`my %held; /^${PREFIX}(\w+)\z/ and $held{$1} = delete $ENV{$_} for keys %ENV;`;
