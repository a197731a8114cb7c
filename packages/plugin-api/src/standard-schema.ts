// The part of Standard Schema (https://standardschema.dev, v1) that is used here, so that a plugin's schema library need not be ours.

export interface StandardIssue {
  readonly message: string;
  readonly path?: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }> | undefined;
}

export type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: ReadonlyArray<StandardIssue> };

export interface StandardSchemaV1<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}

/** The issues in one line, each as `root.path.to.it: message`. */
export const describeIssues = (root: string, issues: readonly StandardIssue[]): string =>
  issues
    .map(
      ({ path = [], message }) =>
        `${[root, ...path.map((part) => String(Object(part).key ?? part))].join('.')}: ${message}`,
    )
    .join('; ');
