import * as z from 'zod/mini';
import { named, word } from './kinds.ts';

/** `[projects."/absolute/path"]`. A folder that is not named is of unknown trust. */
export const projects = () => named(z.object({ trust_level: word(['trusted', 'untrusted']) }));
