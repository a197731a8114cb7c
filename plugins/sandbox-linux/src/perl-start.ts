/** Perl must not be told by a variable what to load or how to read; the command gets them back. */
const HEEDED = ['PERL5OPT', 'PERLIO', 'PERL_UNICODE'];

/** For `sh`: starts perl, with the arguments that follow. The first of its own are for `RESTORE`. Arguments: perl, its script. */
export const START: string = [
  'perl=$1 script=$2; shift 2',
  `set -- ${HEEDED.map((name) => `"\${${name}+${name}=$${name}}"`).join(' ')} "$@"`,
  `unset ${HEEDED.join(' ')}`,
  'exec "$perl" -e "$script" -- "$@"',
].join('\n');

/** The beginning of such a script: from here on, what is started has these variables as it would have them. */
export const RESTORE: string = `for (splice @ARGV, 0, ${HEEDED.length}) { $ENV{$1} = $2 if /^(\\w+)=(.*)/s }`;
