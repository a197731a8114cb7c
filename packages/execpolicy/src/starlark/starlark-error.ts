/** Where something stands in a file: both count from 1, the column in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** What is wrong with a `.rules` file, and where. Never leaves this package: the loader makes a `RulesProblem` of it. */
export class StarlarkError extends Error {
  readonly at: Position;
  constructor(message: string, at: Position) {
    super(message);
    this.at = at;
  }
}
