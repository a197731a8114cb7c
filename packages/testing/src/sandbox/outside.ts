import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { lstatSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import type { Process } from '@tenon/plugin-api/environment';
import { temporaryFolder } from '../folder.ts';
import { spawn } from '../machine.ts';

/** What is around a sandbox: a workspace, what lies outside of it, and services of the host that must not hear from it. */
export interface Outside extends AsyncDisposable {
  /** Holds `ws` and `out`. */
  readonly base: string;
  readonly ws: string;
  readonly out: string;
  /** Found nowhere else on the machine. */
  readonly mark: string;
  /** What denied files hold: in no variable, and nowhere else. */
  readonly secret: string;
  /** A process with TENON_VICTIM_SECRET among its variables. */
  readonly victim: Process;
  /** For scripts: WS, OUT, BASE, MARK, VICTIM, TCP and UDP (ports), SOCKET (a path), ABSTRACT (a name). */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** What the services were told. */
  heard(): readonly string[];
}

export async function createOutside(): Promise<Outside> {
  const folder = await temporaryFolder({
    'ws/a.txt': 'a',
    'ws/.git/config': 'c',
    'ws/.git/hooks/pre-commit.sample': '',
    'ws/deep/er/b.txt': 'b',
    'out/x.txt': 'x',
  });
  const mark = `tenon-${crypto.randomUUID()}`;
  const heard: string[] = [];
  const listen = async (where: { port: number; host: string } | { path: string }) => {
    const server = createServer((socket) => {
      heard.push('stream');
      // Whoever called may be gone already.
      socket.on('error', () => {}).end();
    });
    server.listen(where);
    await once(server, 'listening');
    return server;
  };
  const socket = `${folder.path}/out/socket`;
  const tcp = await listen({ port: 0, host: '127.0.0.1' });
  const servers = [tcp, await listen({ path: socket }), await listen({ path: `\0${mark}` })];
  const udp = createSocket('udp4', () => heard.push('datagram'));
  udp.bind(0, '127.0.0.1');
  await once(udp, 'listening');
  const victim = await spawn({
    argv: ['/bin/sleep', '600'],
    cwd: folder.path,
    env: { TENON_VICTIM_SECRET: mark, HOME: folder.path },
    stdin: 'none',
  });
  return {
    base: folder.path,
    ws: `${folder.path}/ws`,
    out: `${folder.path}/out`,
    mark,
    secret: `secret-${crypto.randomUUID()}`,
    victim,
    variables: {
      BASE: folder.path,
      WS: `${folder.path}/ws`,
      OUT: `${folder.path}/out`,
      MARK: mark,
      VICTIM: String(victim.pid),
      TCP: String((tcp.address() as AddressInfo).port),
      UDP: String(udp.address().port),
      SOCKET: socket,
      ABSTRACT: mark,
    },
    heard: () => heard,
    async [Symbol.asyncDispose]() {
      await victim.kill();
      for (const pid of await processesWith(mark)) killIfItHas(pid, mark);
      for (const server of servers) server.close();
      udp.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** Looks once more: among thousands that come and go, a number found before may be that of any process by now. */
function killIfItHas(pid: number, text: string): void {
  try {
    if (readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(text)) process.kill(pid, 'SIGKILL');
  } catch (error) {
    gone(error as NodeJS.ErrnoException);
  }
}

/** The live processes whose command line has that text. */
export async function processesWith(text: string): Promise<readonly number[]> {
  const pids = (await readdir('/proc')).map(Number).filter((pid) => Number.isInteger(pid) && pid !== process.pid);
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'latin1').catch(gone)));
  return pids.filter((_, index) => lines[index]?.includes(text));
}

function gone(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT' || error.code === 'ESRCH' || error.code === 'EACCES') return '';
  throw error;
}

/** Whether something has that name in the workspace, be it a link that leads nowhere. */
export const inWorkspace = (name: string) => (outside: Outside) =>
  lstatSync(`${outside.ws}/${name}`, { throwIfNoEntry: false }) !== undefined;
