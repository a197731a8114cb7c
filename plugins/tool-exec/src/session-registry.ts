import type { Scope } from '@tenon/plugin-api';
import type { Process } from '@tenon/plugin-api/environment';
import type { Session } from './session.ts';

/** Sessions a thread may have. One more makes room: the exited one used longest ago, else the running one used longest ago. */
const MAX_SESSIONS = 64;

/** The sessions of one thread. They live until they were reported as exited, were evicted, or the thread is unloaded. */
export interface SessionRegistry {
  get(id: string): Session | undefined;
  /** Five digits that no session of the thread has. */
  newId(): string;
  /** Evicts another one when there are too many. `process` and what it left behind are killed with the thread. */
  add(session: Session, process: Process): void;
  remove(session: Session): void;
}

// A thread's own, and gone with it. Not the plugin's: a new configuration makes its tools anew, and what runs must still be found.
const registries = new WeakMap<Scope, SessionRegistry>();

/** The registry of a thread, by its scope. */
export function registryOf(threadScope: Scope): SessionRegistry {
  const known = registries.get(threadScope);
  if (known) return known;
  const created = createRegistry(threadScope);
  registries.set(threadScope, created);
  return created;
}

function createRegistry(threadScope: Scope): SessionRegistry {
  const sessions = new Map<string, Session>();
  // Also those whose shell is gone: what it left in the background ends with the thread.
  const processes = new Set<Process>();
  threadScope.defer(async () => {
    const running = Array.from(sessions.values(), (session) => session.discard());
    sessions.clear();
    await Promise.all([...running, ...Array.from(processes, (process) => process.kill())]);
    processes.clear();
  });

  const evict = () => {
    const [oldest] = [...sessions.values()].sort((a, b) => rank(a) - rank(b) || a.lastUsed - b.lastUsed);
    if (!oldest) return;
    sessions.delete(oldest.id);
    void oldest.kill();
  };
  return {
    get: (id) => sessions.get(id),
    newId() {
      for (;;) {
        const id = String(10_000 + Math.floor(Math.random() * 90_000));
        if (!sessions.has(id)) return id;
      }
    },
    add(session, process) {
      processes.add(process);
      if (sessions.size >= MAX_SESSIONS) evict();
      sessions.set(session.id, session);
    },
    remove: (session) => void sessions.delete(session.id),
  };
}

const rank = (session: Session) => (session.exitCode === undefined ? 1 : 0);
