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

/** What the client says of the turn, and what is ours to say: that wins. */
function metadataOf({ clientMetadata, threadId, turnId }: ModelRequest, installationId: string | undefined) {
  const installation = installationId !== undefined && { 'x-codex-installation-id': installationId };
  if (!clientMetadata && !installation) return undefined;
  const ids = clientMetadata && { session_id: threadId, thread_id: threadId, turn_id: turnId };
  return { client_metadata: { ...clientMetadata, ...ids, ...installation } };
}

/**
 * The JSON text of a request. The order of its keys is fixed, with `input` last: request N+1 of a thread begins with
 * request N, to the byte, up to the end of `input`, so that caches on the way see one growing text.
 */
export function requestBody(request: ModelRequest, installationId?: string): string {
  const text = textOf(request);
  const metadata = metadataOf(request, installationId);
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
    ...(!request.clientMetadata && metadata),
    input: request.input,
    // What the client says changes from turn to turn: behind the input it changes no byte that a later request shares.
    ...(request.clientMetadata && metadata),
  });
}
