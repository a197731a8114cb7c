/** A process of the doctor's own that no sandbox confines: it repeats what it is told until it is killed. */
export interface Bystander extends AsyncDisposable {
  readonly pid: number;
  /** Whether it still answers. */
  lives(): Promise<boolean>;
}

/** `secret` stands in its environment. */
export async function startBystander(secret: string): Promise<Bystander> {
  const { spawn } = process.getBuiltinModule('node:child_process');
  const child = spawn('cat', {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { PATH: '/usr/bin:/bin', TENON_DOCTOR_SECRET: secret },
  });
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  // It may be killed while it is being written to: that is what is found out.
  child.stdin.on('error', () => {});
  return {
    pid: child.pid as number,
    lives: () =>
      new Promise((resolve) => {
        void gone.then(() => resolve(false));
        child.stdout.once('data', () => resolve(true));
        child.stdin.write('?\n');
      }),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}
