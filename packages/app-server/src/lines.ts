/**
 * One message as JSON text on one line. U+2028 and U+2029 are escaped: JSON allows them raw, but line readers
 * (Node's readline among them) take them for ends of lines.
 */
export function jsonText(message: object): string {
  const text = JSON.stringify(message);
  return /[\u2028\u2029]/.test(text) ? text.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029') : text;
}

/** `jsonText`, with the newline that ends it. */
export const jsonLine = (message: object): string => `${jsonText(message)}\n`;
