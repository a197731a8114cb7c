import * as z from 'zod/mini';
import type { Fields } from './fields.ts';
import type { BundleInterface } from './manifest.ts';
import { type Dialect, namedPath } from './parts.ts';

const PROMPTS = 3;
const PROMPT_CHARACTERS = 128;
const promptOrList = z.union([z.string(), z.array(z.string())]);

/** `interface`, or undefined when the manifest has none. The file writes `URL` where the wire has `Url`. */
export async function interfaceOf(
  fields: Fields,
  root: string,
  dialect: Dialect,
): Promise<BundleInterface | undefined> {
  if (!fields.has('interface')) return undefined;
  const its = fields.below('interface');
  const image = async (key: string, value: string | undefined) =>
    value === undefined ? undefined : ((await namedPath(its, key, value, root, 'file', dialect)) ?? undefined);
  const prompts = [its.take('defaultPrompt', promptOrList, 'a text or a list of texts') ?? []].flat();
  if (prompts.length > PROMPTS) its.problem('defaultPrompt', `only the first ${PROMPTS} are kept`);
  const kept = prompts.slice(0, PROMPTS).filter((prompt) => [...prompt].length <= PROMPT_CHARACTERS);
  if (kept.length < Math.min(prompts.length, PROMPTS)) {
    its.problem('defaultPrompt', `one of more than ${PROMPT_CHARACTERS} characters is left out`);
  }
  const screenshots: string[] = [];
  for (const value of its.texts('screenshots')) {
    const path = await image('screenshots', value);
    if (path !== undefined) screenshots.push(path);
  }
  return present({
    displayName: its.text('displayName'),
    shortDescription: its.text('shortDescription'),
    longDescription: its.text('longDescription'),
    developerName: its.text('developerName'),
    category: its.text('category'),
    capabilities: its.texts('capabilities'),
    websiteUrl: its.text('websiteURL'),
    privacyPolicyUrl: its.text('privacyPolicyURL'),
    termsOfServiceUrl: its.text('termsOfServiceURL'),
    brandColor: its.text('brandColor'),
    defaultPrompt: kept,
    composerIcon: await image('composerIcon', its.text('composerIcon')),
    logo: await image('logo', its.text('logo')),
    screenshots,
  });
}

type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** The same without the keys that are undefined. */
export function present<T extends object>(value: T): Present<T> {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Present<T>;
}
