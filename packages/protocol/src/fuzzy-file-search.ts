// Fuzzy search for files. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';

export const FuzzyFileSearchMatchType = z.enum(['file', 'directory']);
export type FuzzyFileSearchMatchType = z.infer<typeof FuzzyFileSearchMatchType>;

export const FuzzyFileSearchParams = z.object({
  cancellationToken: z.optional(z.nullable(z.string())),
  query: z.string(),
  roots: z.array(z.string()),
});
export type FuzzyFileSearchParams = z.infer<typeof FuzzyFileSearchParams>;

export const FuzzyFileSearchResult = z.object({
  file_name: z.string(),
  indices: z.optional(z.nullable(z.array(z.int().check(z.minimum(0))))),
  match_type: FuzzyFileSearchMatchType,
  path: z.string(),
  root: z.string(),
  score: z.int().check(z.minimum(0)),
});
export type FuzzyFileSearchResult = z.infer<typeof FuzzyFileSearchResult>;

export const FuzzyFileSearchResponse = z.object({ files: z.array(FuzzyFileSearchResult) });
export type FuzzyFileSearchResponse = z.infer<typeof FuzzyFileSearchResponse>;

export const FuzzyFileSearchSessionCompletedNotification = z.object({ sessionId: z.string() });
export type FuzzyFileSearchSessionCompletedNotification = z.infer<typeof FuzzyFileSearchSessionCompletedNotification>;

export const FuzzyFileSearchSessionStartParams = z.object({ roots: z.array(z.string()), sessionId: z.string() });
export type FuzzyFileSearchSessionStartParams = z.infer<typeof FuzzyFileSearchSessionStartParams>;

export const FuzzyFileSearchSessionStartResponse = z.object({});
export type FuzzyFileSearchSessionStartResponse = z.infer<typeof FuzzyFileSearchSessionStartResponse>;

export const FuzzyFileSearchSessionStopParams = z.object({ sessionId: z.string() });
export type FuzzyFileSearchSessionStopParams = z.infer<typeof FuzzyFileSearchSessionStopParams>;

export const FuzzyFileSearchSessionStopResponse = z.object({});
export type FuzzyFileSearchSessionStopResponse = z.infer<typeof FuzzyFileSearchSessionStopResponse>;

export const FuzzyFileSearchSessionUpdateParams = z.object({ query: z.string(), sessionId: z.string() });
export type FuzzyFileSearchSessionUpdateParams = z.infer<typeof FuzzyFileSearchSessionUpdateParams>;

export const FuzzyFileSearchSessionUpdateResponse = z.object({});
export type FuzzyFileSearchSessionUpdateResponse = z.infer<typeof FuzzyFileSearchSessionUpdateResponse>;

export const FuzzyFileSearchSessionUpdatedNotification = z.object({
  files: z.array(FuzzyFileSearchResult),
  query: z.string(),
  sessionId: z.string(),
});
export type FuzzyFileSearchSessionUpdatedNotification = z.infer<typeof FuzzyFileSearchSessionUpdatedNotification>;
