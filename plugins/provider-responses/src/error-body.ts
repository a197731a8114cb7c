/** The `error` object of a body or an event, as far as it is used. */
export interface ErrorBody {
  readonly type?: string;
  readonly code?: string;
  readonly message?: string;
  /** Unix seconds. */
  readonly resetsAt?: number;
}

const field = (value: unknown): string | undefined => (typeof value === 'string' && value ? value : undefined);

/** Reads the fields of an `error` object. */
export function errorBody(value: unknown): ErrorBody {
  if (typeof value !== 'object' || value === null) return {};
  const error = value as Record<string, unknown>;
  const type = field(error.type);
  const code = field(error.code);
  const message = field(error.message);
  return {
    ...(type !== undefined && { type }),
    ...(code !== undefined && { code }),
    ...(message !== undefined && { message }),
    ...(typeof error.resets_at === 'number' && { resetsAt: error.resets_at }),
  };
}

/** Reads the `error` of a response body; a body that is not such JSON has none. */
export function parseErrorBody(body: string): ErrorBody {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    // Proxies answer in HTML or plain text: the caller shows the body itself.
    return {};
  }
  return typeof parsed === 'object' && parsed !== null ? errorBody((parsed as { error?: unknown }).error) : {};
}

export const isOverloaded = ({ type, code }: ErrorBody): boolean =>
  [type, code].some((name) => name === 'server_is_overloaded' || name === 'slow_down' || name === 'overloaded_error');

/** The limit that was hit, if the error is about one that waiting a little does not lift. */
export function usageLimitOf({ type, code }: ErrorBody) {
  const kinds = ['usage_limit_reached', 'usage_not_included', 'insufficient_quota'] as const;
  return kinds.find((kind) => type === kind || code === kind);
}
