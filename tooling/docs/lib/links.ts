import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Links of a page to files that are not there. Links to elsewhere, and to headings, are left alone. */
export function deadLinks(page: string, markdown: string): string[] {
  return [...markdown.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target.replace(/#.*$/, ''))
    .filter((target) => target !== '' && !/^[a-z]+:/.test(target))
    .filter((target) => !existsSync(join(dirname(page), target)));
}
