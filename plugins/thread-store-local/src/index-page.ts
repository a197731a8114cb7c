import type { SQLInputValue } from 'node:sqlite';
import type { ThreadQuery } from '@tenon/plugin-api/thread-store';
import { type Cursor, textSearch } from '@tenon/thread-store';

export interface PageSql {
  readonly text: string;
  readonly values: SQLInputValue[];
}

/**
 * The rows of a page, in order, each with its `place`: the time it is sorted by. `asOf`: threads that moved since stand where they
 * stood then, so that a list that is read page by page neither repeats nor skips what changes meanwhile.
 */
export function pageSql(query: ThreadQuery, cursor: Cursor | undefined, asOf: number, limit: number): PageSql[] {
  const { conditions, values } = filters(query);
  const isAscending = query.sortDirection === 'asc';
  const select = (from: string, key: string, extra: string[], more: SQLInputValue[]): PageSql => {
    const [direction, beyond] = isAscending ? ['ASC', '>'] : ['DESC', '<'];
    const behind = !cursor ? [] : cursor.id === undefined ? [`${key} ${beyond} ?`] : [`(${key}, id) ${beyond} (?, ?)`];
    const at = !cursor ? [] : cursor.id === undefined ? [cursor.time] : [cursor.time, cursor.id];
    const where = [...conditions, ...extra, ...behind].join(' AND ');
    return {
      text: `SELECT threads.*, ${key} AS place FROM ${from} WHERE ${where} ORDER BY ${key} ${direction}, id ${direction} LIMIT ?`,
      values: [...values, ...more, ...at, limit],
    };
  };
  if (query.sortKey !== 'updated_at') return [select('threads', 'created_at', [], [])];
  if (cursor?.asOf === undefined) return [select('threads', 'threads.updated_at', [], [])];
  const moved = 'SELECT thread, updated_at, min(seq) FROM moves WHERE seq > ? GROUP BY thread';
  return [
    select('threads', 'threads.updated_at', ['number NOT IN (SELECT thread FROM moves WHERE seq > ?)'], [asOf]),
    select('threads CROSS JOIN moved ON moved.thread = number', 'moved.updated_at', [], []),
  ].map((sql, at) =>
    at === 0 ? sql : { text: `WITH moved AS (${moved}) ${sql.text}`, values: [asOf, ...sql.values] },
  );
}

function filters(query: ThreadQuery): { conditions: string[]; values: SQLInputValue[] } {
  const { modelProviders = [], sourceKinds = [], cwds = [], searchTerm } = query;
  const conditions = ['listed = 1', 'archived = ?'];
  const values: SQLInputValue[] = [Number(query.archived ?? false)];
  const oneOf = (condition: (at: number) => string, wanted: readonly string[], separator: string) => {
    if (wanted.length === 0) return;
    conditions.push(`(${wanted.map((_, at) => condition(at)).join(separator)})`);
    values.push(...wanted);
  };
  oneOf(() => 'provider = ?', modelProviders, ' OR ');
  oneOf(() => 'cwd = ?', cwds, ' OR ');
  oneOf(() => "instr(kinds, ' ' || ? || ' ') > 0", sourceKinds, ' OR ');
  const words = textSearch(query);
  if (words) {
    if (words.length === 0) conditions.push('0');
    const of = '(SELECT rowid FROM words WHERE words MATCH ?)';
    conditions.push(...words.map(() => `number IN (SELECT thread FROM parts WHERE parts.number IN ${of})`));
    // Letters, digits and marks alone: nothing in it has a meaning of its own.
    values.push(...words.map((word) => `"${word}"*`));
  } else if (searchTerm) {
    conditions.push("(instr(summary ->> '$.preview', ?) > 0 OR instr(summary ->> '$.name', ?) > 0)");
    values.push(searchTerm, searchTerm);
  }
  return { conditions, values };
}
