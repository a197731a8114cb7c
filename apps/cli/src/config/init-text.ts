const provider = `# Any server that speaks OpenAI's Responses API:
# model_provider = "local"
# [model_providers.local]
# name = "Local"
# base_url = "http://localhost:11434/v1"
# env_key = "LOCAL_API_KEY"          # the variable that holds the key; leave it out where none is needed
`;

/** The first `config.toml` of a home. With a key for OpenAI, its models are what is used without any setting. */
export const userText = (
  hasKey: boolean,
): string => `# Settings of Tenon. tenon config list shows what is set, tenon config explain KEY who decided

# model = "gpt-5.5"
# model_reasoning_effort = "medium"  # minimal, low, medium, high

# approval_policy = "on-request"     # when you are asked: untrusted, on-request, never
# sandbox_mode = "workspace-write"   # what commands may write: read-only, workspace-write, danger-full-access

${hasKey ? '# OPENAI_API_KEY is set, so OpenAI is used. ' : '# Set OPENAI_API_KEY to use OpenAI. '}Another provider:
${provider}
# Settings under a name, for: tenon exec -p careful
# [profiles.careful]
# approval_policy = "untrusted"
# sandbox_mode = "read-only"
`;

/** The first `.tenon/config.toml` of a project. */
export const projectText = `# Settings of this project, for everybody who trusts it. They come before the user's own.

# model_reasoning_effort = "high"

# [sandbox_workspace_write]
# writable_roots = ["../build"]      # relative to this folder
# network_access = false
`;
