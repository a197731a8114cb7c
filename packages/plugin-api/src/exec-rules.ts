import { service } from './point.ts';

/** A `.rules` file as it was read. */
export interface ExecRulesFile {
  /** Absolute. */
  readonly file: string;
  readonly text: string;
}

/** A rule of `requirements.toml`: nothing takes it back. */
export interface RequiredExecRule {
  readonly pattern: readonly { readonly token?: string | undefined; readonly any_of?: readonly string[] | undefined }[];
  readonly decision: 'prompt' | 'forbidden';
  readonly justification?: string | undefined;
}

export interface ExecRuleSources {
  readonly files: readonly ExecRulesFile[];
  /** Files that could not be read: none of their rules hold. */
  readonly unreadable: readonly { readonly file: string; readonly message: string }[];
  /** What administrators require, and where that stands. */
  readonly required: { readonly file: string; readonly rules: readonly RequiredExecRule[] } | null;
}

/** Where rules about commands come from. */
export interface ExecRules {
  /** Those in force in a folder, what was appended by anybody included. The same object as long as nothing changed. */
  read(cwd: string): Promise<ExecRuleSources>;
  /** Adds a line to the user's own rules; on the disk when it resolves, with the file. */
  append(line: string): Promise<string>;
}

/** Rules about commands, from files and from who administers the machine. */
export const execRules = service<ExecRules>()('execRules', 'exec-rules/v1');
