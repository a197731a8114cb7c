/**
 * The owner of whatever was made in it: host, thread or turn. Nothing outlives its scope.
 * Disposing aborts `signal`, then disposes children and runs the deferred work, last made first.
 */
export interface Scope extends AsyncDisposable {
  readonly name: string;
  /** Aborted when the scope is disposed, or its parent is. */
  readonly signal: AbortSignal;
  /** Runs when the scope is disposed; at once when it already was. Returns a function that takes it back. */
  defer(dispose: () => void | Promise<void>): () => void;
  child(name: string): Scope;
}
