import type { ConfigToml } from '@tenon/config';

export interface PluginConfigOptions {
  readonly config: ConfigToml;
  /** Absolute: where threads are kept, and the user's own AGENTS.md is. */
  readonly home: string;
  /** Absolute: the machine's folder, with the administrators' skills. Default: none. */
  readonly system?: string;
  /** What commands get as their environment, and where keys are looked for. An application passes its own `process.env`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Names of the features that are on, as far as they are settings of a plugin and no plugin of their own. Default: none. */
  readonly features?: ReadonlySet<string>;
  /** Tenon's version, as model servers are told it. */
  readonly version: string;
}

const without = (table: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(table).filter(([, value]) => value !== undefined));

/** The configuration of the default plugins, by plugin id, from the one configuration file. `[tenon.config]` goes on top. */
export function defaultPluginConfig(options: PluginConfigOptions): Record<string, unknown> {
  const { config, home, system, env, version, features } = options;
  const own: Record<string, Record<string, unknown>> = {
    'tenon.environment-local': without({
      env,
      shell: env.SHELL,
      home: env.HOME,
      tmpdir: env.TMPDIR,
      shell_environment_policy: config.shell_environment_policy,
    }),
    'tenon.logger-stderr': without({ level: config.tenon?.log_level }),
    'tenon.prompt-project-docs': without({
      home,
      project_doc_max_bytes: config.project_doc_max_bytes,
      project_doc_fallback_filenames: config.project_doc_fallback_filenames,
      project_root_markers: config.project_root_markers,
    }),
    'tenon.provider-responses': without({
      providers: config.model_providers ?? {},
      openai_base_url: config.openai_base_url,
      version,
    }),
    'tenon.secrets-env': { env, home },
    'tenon.skills-files': without({ home, system, project_root_markers: config.project_root_markers }),
    'tenon.thread-store-local': { home },
    'tenon.tool-exec': without({
      tool_output_token_limit: config.tool_output_token_limit,
      background_terminal_max_timeout: config.background_terminal_max_timeout,
      allow_login_shell: config.allow_login_shell,
      shell: env.SHELL,
      exec_permission_approvals: features?.has('exec_permission_approvals') || undefined,
    }),
  };
  const merged: Record<string, unknown> = { ...own };
  for (const [id, table] of Object.entries(config.tenon?.config ?? {})) {
    merged[id] = { ...own[id], ...(table as Record<string, unknown>) };
  }
  return merged;
}
