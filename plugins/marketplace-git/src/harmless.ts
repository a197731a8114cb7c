import { devNull } from 'node:os';

/** The variables of git that say how a remote is reached. All others could move a repository, or make git run something. */
const keptVariables =
  /^GIT_(SSH|SSH_COMMAND|SSH_VARIANT|ASKPASS|SSL_[A-Z_]+|CONFIG_(GLOBAL|SYSTEM|NOSYSTEM)|PROXY_COMMAND|PROXY_SSL_[A-Z_]+)$/i;

/** What git sees: the user's variables, so that helpers for credentials work, without a repository, questions, or other protocols. */
export function harmlessEnvironment(env: Readonly<Record<string, string>>, ceiling: string): Record<string, string> {
  const kept = Object.entries(env).filter(([name]) => !/^GIT_/i.test(name) || keptVariables.test(name));
  return {
    ...Object.fromEntries(kept),
    GIT_ALLOW_PROTOCOL: 'http:https:ssh:git',
    GIT_PROTOCOL_FROM_USER: '0',
    GIT_TERMINAL_PROMPT: '0',
    GCM_INTERACTIVE: 'never',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_CEILING_DIRECTORIES: ceiling,
    GIT_LFS_SKIP_SMUDGE: '1',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    LC_ALL: 'C',
  };
}

/** Options for every run: above what the user's own configuration says, nothing runs but what reaches a remote. */
export const harmlessOptions: readonly string[] = [
  `core.hooksPath=${devNull}`,
  'core.fsmonitor=false',
  `core.attributesFile=${devNull}`,
  'core.alternateRefsCommand=',
  'core.autocrlf=false',
  'core.protectHFS=true',
  'core.protectNTFS=true',
  'credential.interactive=false',
  'fetch.recurseSubmodules=false',
  'fetch.unpackLimit=1',
  'fetch.writeCommitGraph=false',
  'gc.auto=0',
  'maintenance.auto=false',
  'protocol.ext.allow=never',
  'protocol.file.allow=never',
  'submodule.recurse=false',
  'transfer.bundleURI=false',
].flatMap((option) => ['-c', option]);

/** `info/attributes`, which counts before a repository's own: files come as they are, through no filter. */
export const harmlessAttributes = '* -filter -text -eol -ident -working-tree-encoding\n';
