import { exitCodes } from '../exit-codes.ts';
import { version } from '../version.ts';

const text = `Tenon: a coding agent in which every part is a plugin.

Usage: tenon COMMAND [OPTIONS]

  exec [PROMPT]             run one turn and print the final message
  exec resume ID|--last     go on with a stored thread
  app-server                serve the app-server protocol on stdin and stdout
  app-server generate-json-schema --out DIR [--experimental]
  app-server generate-ts --out DIR [--experimental]
  app-server generate-internal-json-schema --out DIR
                            write the protocol's JSON Schemas, its TypeScript
                            bindings, or the schema of a rollout's lines
  threads list|search|export
                            stored threads (tenon threads --help tells more)
  config get|set|unset|edit|explain|list|schema
                            the configuration: read it, change it, ask who decided
  features list|enable|disable
                            what can be switched on and off
  execpolicy check          which rules a command meets, and what it would run
  init [--project]          make a first config.toml
  plugins                   what is loaded, what failed, and why
  sandbox [--profile NAME] -- CMD
                            run a command under a permission profile
  doctor                    prove the sandbox by attempting what must fail
  --version, --help

Options of exec (tenon exec --help tells more):
  --json  --model M  -c KEY=VALUE  -p PROFILE  -C DIR  --sandbox MODE  --ephemeral
  -o FILE  --enable FEATURE  --disable FEATURE  --strict-config
  --output-schema FILE  --image FILE  --skip-git-repo-check

Exit codes: 0 done; 1 the turn failed; 2 wrong usage; 130 interrupted.
Configuration: $TENON_HOME/config.toml (default ~/.tenon; $CODEX_HOME when TENON_HOME is not set).
`;

export function help(command: string, _args: readonly string[]): void {
  if (command === 'help') process.stdout.write(text);
  else if (command === 'version') process.stdout.write(`tenon ${version}\n`);
  else {
    process.stderr.write(`tenon: there is no command \`${command}\`\n\n${text}`);
    process.exitCode = exitCodes.usage;
  }
}
