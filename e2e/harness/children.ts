import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';

/** Process groups started here that have not ended yet. */
const groups = new Set<number>();

process.on('exit', () => {
  for (const pid of groups) killGroup(pid);
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  // Not once: a second signal, which `timeout` passes on, would end this process before its servers.
  process.on(signal, () => process.exit(signal === 'SIGINT' ? 130 : 143));
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The group is gone already, which is what was wanted.
  }
}

/**
 * Spawns a process as the leader of its own group. The whole group is killed when this process exits, whatever the
 * reason, so a failed test leaves no server behind.
 */
export function spawnGroup(
  file: string,
  args: readonly string[],
  options: SpawnOptions = {},
  leavesServer = false,
): ChildProcess {
  const child = spawn(file, [...args], { ...options, detached: true });
  const { pid } = child;
  if (pid !== undefined) {
    groups.add(pid);
    child.once('exit', () => {
      if (!leavesServer) killGroup(pid);
      groups.delete(pid);
    });
  }
  return child;
}

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly durationMs: number;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly timeoutMs?: number;
  /** The command starts a server that outlives it; the caller ends that by its pid file. */
  readonly leavesServer?: boolean;
}

/**
 * Runs a command to its end and resolves with what it printed, whatever its exit code. Past `timeoutMs` (default two
 * minutes) its group is killed and the promise rejects with the output so far.
 */
export function run(file: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const timeoutMs = options.timeoutMs ?? 120_000;
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const spawning: SpawnOptions = {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...options.env },
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    };
    const child = spawnGroup(file, args, spawning, options.leavesServer);
    let stdout = '';
    let stderr = '';
    let late = false;
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    // A child that ends without reading its input is judged by its output and exit code.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(options.input ?? '');
    const timer = setTimeout(() => {
      late = true;
      if (child.pid !== undefined) killGroup(child.pid);
    }, timeoutMs);
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      if (late) {
        reject(new Error(`${file} ${args.join(' ')}: not done in ${timeoutMs} ms\n${stdout}\n${stderr}`));
      } else {
        resolve({ code, stdout, stderr, durationMs: performance.now() - started });
      }
    });
  });
}
