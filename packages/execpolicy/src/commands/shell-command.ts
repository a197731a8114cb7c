/** Words as one would type them in a shell, quoted where they must be. */
export const shellCommand = (argv: readonly string[]): string => argv.map(quoted).join(' ');

const quoted = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
