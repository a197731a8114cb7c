/** What somebody else wrote, as a message may hold it: in quotes, without control characters, and short. */
export const quoted = (text: string): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
