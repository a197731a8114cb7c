import { FILTER_FD } from './bubblewrap.ts';
import type { HeldPlace } from './mounts.ts';
import type { Programs } from './programs.ts';

/** Opens the filter for bwrap, and becomes it. Fails when the filter is gone. */
const WITH_FILTER = `exec ${FILTER_FD}<"$1" || exit 126; shift; exec "$@"`;

/** The whole command line: `bwrap` with its filter, within whatever holds the places of what must not come to be. */
export function launchArguments(
  programs: Programs,
  options: { readonly filter: string; readonly held: readonly HeldPlace[]; readonly bwrap: readonly string[] },
): readonly string[] {
  const command = [programs.sh, '-c', WITH_FILTER, 'sh', options.filter, programs.bwrap, ...options.bwrap];
  const holding: string[] = [];
  for (let from = 0; from < options.held.length; from += DESCRIPTORS.length) {
    holding.push(...holdingPlaces(programs, options.held.slice(from, from + DESCRIPTORS.length)));
  }
  return [...holding, ...command];
}

/** Those that every shell has room for, besides the three of the command and that of the filter. */
const DESCRIPTORS = [3, 4, 5, 6, 7, 8];

/**
 * A mount needs something to be mounted on, so empty folders are made while the command runs. They go with it, however it ends:
 *
 * - Whoever uses them shares a lock on the folder they are in, and who finds itself alone at its end removes them.
 * - For the case that it is killed, a process waits for the lock alone and then does the same. It is in a session of its own and has
 *   none of the command's variables, so no kill of the command's tree reaches it. Only empty ones are ever removed.
 * - The shell that has the locks dies with its parent. `bwrap` does not get the descriptors: they are of the host's file system.
 */
function holdingPlaces(programs: Programs, held: readonly HeldPlace[]): readonly string[] {
  const { setpriv, sh } = programs;
  const [flock, env, setsid, rmdir, mkdir] = [
    programs.flock,
    programs.env,
    programs.setsid,
    programs.rmdir,
    programs.mkdir,
  ].map(quoted);
  const places = held.map((_, index) => ({
    fd: DESCRIPTORS[index],
    root: `"$root${index}"`,
    made: `$made${index}`,
    index,
  }));
  const closed = places.map(({ fd }) => `${fd}<&-`).join(' ');
  const script = [
    ...places.flatMap(({ fd, root, made, index }) => [
      `root${index}=$1 names=$2 made${index}=; shift 2`,
      `exec ${fd}<${root} || exit 126`,
      `${flock} -s -w 10 ${fd} || { echo "sandbox: "${root}" is locked by another program" >&2; exit 126; }`,
      `for name in $names; do [ -e ${root}/$name ] || made${index}="${made} $name"; done`,
      `if [ -n "${made}" ]; then (`,
      `  cd -- ${root} || exit 126`,
      `  ${env} -i ${setsid} -f ${flock} . ${rmdir} -- ${made} </dev/null >/dev/null 2>&1 ${closed} || exit 126`,
      `  ${mkdir} -m 700 -- ${made}`,
      ') || exit 126; fi',
    ]),
    // What a terminal sends goes to the command, which decides; the shell stays to pass on its exit code.
    'trap : HUP INT QUIT TERM',
    `"$@" ${closed}`,
    'code=$?',
    ...places.map(
      ({ fd, root, made }) =>
        `if [ -n "${made}" ] && ${flock} -n ${fd}; then (cd -- ${root} && ${rmdir} -- ${made}) 2>/dev/null; fi`,
    ),
    'exit $code',
  ].join('\n');
  return [
    setpriv,
    '--pdeathsig',
    'KILL',
    sh,
    '-c',
    script,
    'sh',
    ...held.flatMap(({ folder, names }) => [folder, names.join(' ')]),
  ];
}

const quoted = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`;
