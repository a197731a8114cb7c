import type { ModelRequest } from '@tenon/plugin-api/model-provider';

/** `fast` is what people configure; the API calls it `priority`. */
const serviceTier = (tier: string) => (tier === 'fast' ? 'priority' : tier);

function textOf(request: ModelRequest) {
  const { verbosity, outputSchema: schema } = request;
  if (verbosity === undefined && schema === undefined) return undefined;
  return {
    ...(verbosity !== undefined && { verbosity }),
    ...(schema !== undefined && {
      format: { type: 'json_schema', strict: true, schema, name: 'codex_output_schema' },
    }),
  };
}

function reasoningOf({ reasoning }: ModelRequest) {
  if (reasoning === null) return null;
  const { effort, summary } = reasoning;
  return {
    ...(effort !== undefined && { effort }),
    // `none` asks for no summary, which the API has no word for.
    ...(summary !== undefined && summary !== 'none' && { summary }),
  };
}

/**
 * The JSON text of a request. The order of its keys is fixed, with `input` last: request N+1 of a thread begins with
 * request N, to the byte, up to the end of `input`, so that caches on the way see one growing text.
 */
export function requestBody(request: ModelRequest, installationId?: string): string {
  const text = textOf(request);
  return JSON.stringify({
    model: request.model,
    instructions: request.instructions,
    tools: request.tools,
    tool_choice: 'auto',
    parallel_tool_calls: request.parallelToolCalls,
    reasoning: reasoningOf(request),
    store: false,
    stream: true,
    include: request.reasoning === null ? [] : ['reasoning.encrypted_content'],
    ...(request.serviceTier !== undefined && { service_tier: serviceTier(request.serviceTier) }),
    prompt_cache_key: request.threadId,
    ...(text && { text }),
    ...(installationId !== undefined && { client_metadata: { 'x-codex-installation-id': installationId } }),
    input: request.input,
  });
}
