/** What a rule of Seatbelt matches. Paths are absolute and real. */
export type Filter =
  | { readonly kind: 'subpath' | 'literal'; readonly path: string }
  | { readonly kind: 'regex'; readonly source: string }
  | { readonly kind: 'all'; readonly of: readonly Filter[] }
  | { readonly kind: 'not'; readonly filter: Filter };

/** Names for paths: they are given to `sandbox-exec` beside the profile, and never stand in its text. */
export class Parameters {
  readonly #names = new Map<string, string>();

  nameOf(path: string): string {
    const name = this.#names.get(path) ?? `P${this.#names.size}`;
    this.#names.set(path, name);
    return name;
  }

  /** As `sandbox-exec` takes them. */
  get arguments(): readonly string[] {
    return Array.from(this.#names, ([path, name]) => `-D${name}=${path}`);
  }
}

/** A filter in the language of Seatbelt's profiles. */
export function filterText(filter: Filter, parameters: Parameters): string {
  switch (filter.kind) {
    case 'subpath':
    case 'literal':
      return `(${filter.kind} (param "${parameters.nameOf(filter.path)}"))`;
    case 'regex':
      return `(regex ${stringText(filter.source)})`;
    case 'not':
      return `(require-not ${filterText(filter.filter, parameters)})`;
    case 'all':
      return `(require-all ${filter.of.map((each) => filterText(each, parameters)).join(' ')})`;
  }
}

/** A text as a string of the profile's language, which is a Scheme. */
const stringText = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;
