import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("./killed-process.ts", import.meta.url));

/** DevFlow in a process of its own, in a test's hands. */
export class DevFlowProcess {
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];
  readonly #waiters = new Set<() => void>();
  readonly #exited: Promise<unknown>;

  private constructor(child: ChildProcess, stdout: NodeJS.ReadableStream) {
    this.#child = child;
    this.#exited = once(child, "exit");
    createInterface({ input: stdout }).on("line", (line) => {
      this.#lines.push(line);
      for (const wake of this.#waiters) wake();
    });
    child.on("exit", () => {
      for (const wake of this.#waiters) wake();
    });
  }

  /** `killAt` is the step at which the process kills itself; empty for none. */
  static start(environment: Record<string, string>, killAt: string): DevFlowProcess {
    const { PATH = "", NODE_COMPILE_CACHE = "" } = process.env;
    // V8 compiles WebAssembly once only, as in vitest.config.ts: a fifth less computing for each.
    const child = spawn(process.execPath, ["--liftoff-only", program, killAt], {
      env: { PATH, NODE_COMPILE_CACHE, ...environment },
      stdio: ["ignore", "pipe", "inherit"],
    });
    return new DevFlowProcess(child, child.stdout);
  }

  /** Where webhooks go, as soon as it listens. */
  async webhookUrl(): Promise<string> {
    return (await this.line("listening ")).slice("listening ".length);
  }

  /** The first line with this beginning; rejects when the process ends without it. */
  async line(beginning: string): Promise<string> {
    for (;;) {
      const line = this.#lines.find((each) => each.startsWith(beginning));
      if (line !== undefined) return line;
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) {
        throw new Error(
          `the process ended without "${beginning}"; it said ${this.#lines.join(", ")}`,
        );
      }
      await this.#nextLine();
    }
  }

  /** The signal or code with which it ended. */
  async ended(): Promise<string | number | null> {
    await this.#exited;
    return this.#child.signalCode ?? this.#child.exitCode;
  }

  /** Ctrl-C; resolves with how it ended. */
  async stop(): Promise<string | number | null> {
    this.#child.kill("SIGTERM");
    return this.ended();
  }

  /** As a crash or the kernel's memory killer would. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#exited;
  }

  async #nextLine(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiters.add(resolve);
    await promise;
    this.#waiters.delete(resolve);
  }
}
