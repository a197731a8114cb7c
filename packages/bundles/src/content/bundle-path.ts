import { fault } from '../fault.ts';
import type { BundleLimits } from './limits.ts';

/** Characters that Windows cannot write, or that hide what a name is: controls, and marks that turn the writing direction. */
const UNSAFE = /[\p{Cc}\\:*?"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffd\ufeff]|[\ud800-\udfff]/u;
/** Names that Windows gives to devices, whatever follows the first dot. */
const DEVICE = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\.|$)/i;

/**
 * The path of an entry, from the bundle's root, with `/`; '' is the root itself. `strip` parts are left off at its front; null: it
 * has fewer. Throws `bundle_path_absolute`, `bundle_path_drive`, `bundle_path_traversal`, `bundle_path_unsafe`,
 * `bundle_path_too_long` and `bundle_path_too_deep`.
 */
export function bundlePath(raw: string, limits: BundleLimits, origin: string, strip = 0): string | null {
  const shown = JSON.stringify(raw.length > 200 ? `${raw.slice(0, 200)}…` : raw);
  const refuse = (code: string, why: string): never => {
    throw fault(code, `the entry ${shown} ${why}`, 'Do not install this bundle; tell its author.', origin);
  };
  if (/^[A-Za-z]:/.test(raw)) refuse('bundle_path_drive', 'names a drive');
  if (/^[/\\]/.test(raw)) refuse('bundle_path_absolute', 'is an absolute path');
  const spelled = raw.replace(/^(?:\.\/)+/, '').replace(/\/$/, '');
  if (spelled === '' || spelled === '.') return '';
  const all = spelled.split('/');
  if (spelled.split(/[/\\]/).includes('..')) refuse('bundle_path_traversal', 'leads out of the bundle');
  for (const part of all) {
    if (part === '' || part === '.') refuse('bundle_path_unsafe', 'has an empty part');
    if (UNSAFE.test(part))
      refuse('bundle_path_unsafe', 'has a character that not every system can write, or that hides its name');
    if (DEVICE.test(part)) refuse('bundle_path_unsafe', 'is the name of a device on Windows');
    if (/[. ]$/.test(part)) refuse('bundle_path_unsafe', 'ends in a dot or a blank, which Windows drops');
    if (Buffer.byteLength(part) > 255) refuse('bundle_path_too_long', 'has a part of more than 255 bytes');
  }
  if (Buffer.byteLength(spelled) > limits.pathBytes)
    refuse('bundle_path_too_long', `is longer than ${limits.pathBytes} bytes`);
  if (all.length > limits.depth) refuse('bundle_path_too_deep', `is deeper than ${limits.depth} folders`);
  return all.length < strip ? null : all.slice(strip).join('/');
}

/**
 * What two names share when some file system takes them for one: case (in full: `ß` is `ss`), composed or decomposed, with or
 * without characters that are not shown (HFS+ overlooks these).
 */
export const foldName = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .toUpperCase()
    .toLowerCase()
    .normalize('NFC');

/** Git's own folder, however it is spelled: it is not content, and its hooks would run. */
export const isGit = (path: string): boolean => path.split('/').some((part) => foldName(part) === '.git');
