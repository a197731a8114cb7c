export { exportMarkdown } from './export-markdown.ts';
export type { History, HistoryOptions } from './history.ts';
export { createHistory, modelHistory } from './history.ts';
export type { ParsedLines, SkippedLine, TornLine } from './lines.ts';
export { encodeLine, parseLine, parseLines } from './lines.ts';
export type { LoadHistoryOptions } from './load-history.ts';
export { loadHistory } from './load-history.ts';
export type { Cursor } from './page.ts';
export {
  compareThreads,
  encodeCursor,
  isBehind,
  matchesQuery,
  pageOf,
  parseCursor,
  sortTime,
  sourceKindsOf,
  textSearch,
  threadPage,
} from './page.ts';
export { quoteWords } from './shell-quote.ts';
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
export type { TailFacts } from './tail-facts.ts';
export { tailFacts } from './tail-facts.ts';
export { collectLines, linesOf, wants } from './thread-lines.ts';
export type { TurnsOptions } from './turns.ts';
export { threadTurns } from './turns.ts';
export type { TurnsPage, TurnsPageQuery, TurnsWithin } from './turns-page.ts';
export { loadTurns, turnsPage, turnsWithin } from './turns-page.ts';
export { addWords, hasWords, lineText, searchWords, TEXT_LINES } from './words.ts';
