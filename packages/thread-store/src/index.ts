export type { History } from './history.ts';
export { createHistory, modelHistory } from './history.ts';
export type { ParsedLines, SkippedLine, TornLine } from './lines.ts';
export { encodeLine, parseLine, parseLines } from './lines.ts';
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
  editGitInfo,
  firstMeta,
  isListed,
  lastTurnUnfinished,
  SUMMARY_LINES,
  sessionMeta,
  sessionSource,
  summarize,
  summarizeLines,
  threadName,
  totalUsage,
  turnContext,
} from './summary.ts';
export { collectLines, linesOf, wants } from './thread-lines.ts';
export type { TurnsOptions } from './turns.ts';
export { threadTurns } from './turns.ts';
