export type { History } from './history.ts';
export { createHistory, modelHistory } from './history.ts';
export type { ParsedLines, SkippedLine, TornLine } from './lines.ts';
export { encodeLine, parseLines } from './lines.ts';
export type { Cursor } from './page.ts';
export {
  compareThreads,
  encodeCursor,
  isBehind,
  matchesQuery,
  pageOf,
  parseCursor,
  sortTime,
  threadPage,
} from './page.ts';
export type { FileFacts, TokenUsageInfo } from './summary.ts';
export {
  isListed,
  lastTurnUnfinished,
  sessionMeta,
  sessionSource,
  summarize,
  threadName,
  totalUsage,
  turnContext,
} from './summary.ts';
export type { TurnsOptions } from './turns.ts';
export { threadTurns } from './turns.ts';
