const BRAND = Symbol.for('tenon.error');

/** What every error of Tenon says: a stable code, what happened, to whom, and how to mend it. */
export interface TenonErrorFields {
  /** Stable, snake case, such as `plugin_conflict`. Programs match on this, never on the message. */
  readonly code: string;
  readonly message: string;
  /** What a person can do about it. */
  readonly mend?: string;
  /** The id of the plugin concerned. */
  readonly plugin?: string;
  /** The file concerned, absolute. */
  readonly file?: string;
  readonly cause?: unknown;
}

export interface TenonError extends Error {
  readonly code: string;
  readonly mend?: string;
  readonly plugin?: string;
  readonly file?: string;
}

/** Makes an error that `isTenonError` recognises, whichever copy of this package made it. */
export function tenonError(fields: TenonErrorFields): TenonError {
  const { message, cause, ...rest } = fields;
  const error = new Error(message, cause === undefined ? undefined : { cause });
  error.name = 'TenonError';
  return Object.assign(error, rest, { [BRAND]: true as const });
}

/** Recognised by brand (`Symbol.for('tenon.error')`), not by `instanceof`: two copies of the package may be loaded. */
export function isTenonError(value: unknown): value is TenonError {
  return (value as Partial<Record<symbol, unknown>> | null | undefined)?.[BRAND] === true;
}
