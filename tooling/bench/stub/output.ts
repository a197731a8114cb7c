/** Writes one message to the client. */
export const answer = (message: unknown): void => {
  process.stdout.write(`${JSON.stringify(message)}\n`);
};

export const notify = (method: string, params: unknown): void => answer({ method, params });
