const startsWith = (data: Uint8Array, text: string, at = 0) =>
  [...text].every((char, index) => data[at + index] === char.charCodeAt(0));

/** The media type by the first bytes, whatever the file is called; undefined when it is none of these four. */
export function imageType(data: Uint8Array): 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp' | undefined {
  if (startsWith(data, '\x89PNG\r\n\x1A\n')) return 'image/png';
  if (startsWith(data, '\xFF\xD8\xFF')) return 'image/jpeg';
  if (startsWith(data, 'GIF87a') || startsWith(data, 'GIF89a')) return 'image/gif';
  if (startsWith(data, 'RIFF') && startsWith(data, 'WEBP', 8)) return 'image/webp';
  return undefined;
}
