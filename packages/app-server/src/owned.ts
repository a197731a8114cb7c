import { createScope, type Scope } from '@tenon/plugin-api';

/** What a client, or the server, keeps, by the function that makes it. It ends with them. */
export class Owned {
  readonly #scope: Scope;
  readonly #made = new Map<unknown, unknown>();

  constructor(name: string, onError: (error: unknown) => void) {
    this.#scope = createScope(name, { onError });
  }

  /** `more` is given to it behind the scope. */
  own<T, A extends readonly unknown[]>(make: (scope: Scope, ...more: A) => T, ...more: A): T {
    if (!this.#made.has(make)) this.#made.set(make, make(this.#scope, ...more));
    return this.#made.get(make) as T;
  }

  end(): Promise<void> {
    return Promise.resolve(this.#scope[Symbol.asyncDispose]());
  }
}
