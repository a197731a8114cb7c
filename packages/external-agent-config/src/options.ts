/** The user's `config.toml` of a folder, read and written by whoever knows TOML. */
export interface ConfigFiles {
  /** Its own table, without other layers; an empty one when there is no file. Throws where the file is broken. */
  read(folder: string): Promise<ConfigContent>;
  /** Makes all edits or none, keeps comments, and throws when the file is no longer of that version. */
  write(folder: string, edits: readonly ConfigAddition[], version: string): Promise<void>;
}

export interface ConfigContent {
  readonly config: Readonly<Record<string, unknown>>;
  readonly version: string;
}

/** A key that is not there yet. */
export interface ConfigAddition {
  /** As `config/value/write` takes it: dotted, quoted where need be. */
  readonly keyPath: string;
  /** JSON. */
  readonly value: unknown;
}

/** Where things come from and go to. */
export interface ExternalAgentOptions {
  /** Absolute: Tenon's home. What the user has elsewhere goes there. */
  readonly home: string;
  /** Absolute: the user's home folder, with `.claude` and `.codex`. Default: none, and only projects are looked at. */
  readonly userHome?: string | undefined;
  readonly config: ConfigFiles;
}
