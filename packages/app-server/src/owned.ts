import { createScope, type Scope } from '@tenon/plugin-api';

/** What one client keeps, by the function that makes it. It ends with the client. */
export class Owned {
  readonly #scope: Scope;
  readonly #made = new Map<unknown, unknown>();

  constructor(onError: (error: unknown) => void) {
    this.#scope = createScope('connection', { onError });
  }

  own<T>(make: (scope: Scope) => T): T {
    if (!this.#made.has(make)) this.#made.set(make, make(this.#scope));
    return this.#made.get(make) as T;
  }

  end(): Promise<void> {
    return Promise.resolve(this.#scope[Symbol.asyncDispose]());
  }
}
