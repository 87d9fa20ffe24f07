import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { ExternalError } from "@devflow/errors";

/*
 * Properties wanted: nothing that a training starts outlives it, neither after Ctrl-C nor after this
 * process was killed; a training that is stopped has time to write a checkpoint; its output is kept.
 *
 * Design: every program leads a process group of its own, as launchers start workers that a signal to the
 * leader would not reach. Stopping sends SIGTERM to the group, waits until the group is empty or the grace
 * is over, and then SIGKILL. A terminal's Ctrl-C reaches our group only, so that the order is ours. If this
 * process is killed, the program's standard input ends, which `trl_step.py --stop-with-input` watches.
 *
 * Races accepted: between the end of the group and SIGKILL its id could be taken by another process; ids
 * are not used again before the whole range was, so that takes 32,000 starts within the poll of 100 ms.
 */

export interface PythonCall {
  /** The program and its arguments; the program is one of the virtual environment, if there is one. */
  command: readonly string[];
  cwd: string;
  environment: Readonly<Record<string, string>>;
  /** Everything that it writes goes here. */
  logFile: string;
  onLine?: (line: string) => void;
  signal?: AbortSignal | undefined;
  /** How long a checkpoint may take after an abort. Default 60 s: a 7B adapter takes about one. */
  graceMs?: number;
}

const GRACE_MS = 60_000;
const POLL_MS = 100;
const MOST_LAST_LINES = 30;

export interface PythonResult {
  exitCode: number;
  /** At most 30, for an error's text. */
  lastLines: readonly string[];
}

/**
 * Runs a program of the virtual environment (null: of the PATH) to its end and gives its exit code. Raises ExternalError
 * (service `training`, code `not_started`) when it cannot be started, and the signal's reason after an abort,
 * when the whole process group has ended.
 */
export async function runPython(venv: string | null, call: PythonCall): Promise<PythonResult> {
  call.signal?.throwIfAborted();
  const [program = "python", ...args] = call.command;
  const child = spawn(venv === null ? program : join(venv, "bin", program), args, {
    cwd: call.cwd,
    env: environmentIn(venv, call.environment),
    stdio: ["pipe", "pipe", "pipe"],
    detached: true,
  });
  const log = createWriteStream(call.logFile, { flags: "a" });
  const lastLines: string[] = [];
  const keep = (line: string) => {
    log.write(`${line}\n`);
    if (line.startsWith("progress ")) return;
    lastLines.push(line);
    if (lastLines.length > MOST_LAST_LINES) lastLines.shift();
  };
  createInterface({ input: child.stdout }).on("line", (line) => {
    keep(line);
    call.onLine?.(line);
  });
  createInterface({ input: child.stderr }).on("line", keep);
  const graceMs = call.graceMs ?? GRACE_MS;
  let grace: NodeJS.Timeout | undefined;
  const stop = () => {
    signalGroup(child, "SIGTERM");
    grace = setTimeout(() => signalGroup(child, "SIGKILL"), graceMs);
  };
  call.signal?.addEventListener("abort", stop, { once: true });
  try {
    const exitCode = await endOf(child, program);
    await endOfGroup(child, call.signal?.aborted ? graceMs : 0);
    call.signal?.throwIfAborted();
    return { exitCode, lastLines };
  } finally {
    call.signal?.removeEventListener("abort", stop);
    clearTimeout(grace);
    signalGroup(child, "SIGKILL");
    log.end();
  }
}

function environmentIn(venv: string | null, environment: Readonly<Record<string, string>>) {
  if (venv === null) return environment;
  const path = [join(venv, "bin"), environment.PATH].join(delimiter);
  return { ...environment, PATH: path, VIRTUAL_ENV: venv };
}

async function endOf(child: ChildProcess, program: string): Promise<number> {
  try {
    const [code] = await once(child, "close");
    return typeof code === "number" ? code : 1;
  } catch (cause) {
    throw new ExternalError(`${program} could not be started`, {
      service: "training",
      retryable: false,
      code: "not_started",
      cause,
    });
  }
}

async function endOfGroup(child: ChildProcess, graceMs: number): Promise<void> {
  for (let waited = 0; waited < graceMs && signalGroup(child, 0); waited += POLL_MS) {
    await wait(POLL_MS);
  }
}

/** False: nobody of the group is left. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  if (child.pid === undefined) return false;
  try {
    process.kill(-child.pid, signal);
    return true;
  } catch {
    return false;
  }
}
