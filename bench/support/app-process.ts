import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** Linux counts CPU time in hundredths of a second (`getconf CLK_TCK`). */
const tickMs = 10;
const startTimeoutMs = 60_000;
const stopTimeoutMs = 40_000;

/** An app of DevFlow in a process of its own, as in production. */
export class AppProcess {
  readonly url: string;
  readonly #process: ChildProcess;
  readonly #folder: string;

  private constructor(process: ChildProcess, url: string, folder: string) {
    this.#process = process;
    this.url = url;
    this.#folder = folder;
  }

  /** Starts `arguments_` with Node and waits until it says that it is ready. */
  static async start(
    arguments_: readonly string[],
    environment: Record<string, string>,
    portSetting = "PORT",
  ): Promise<AppProcess> {
    const port = await freePort();
    const folder = mkdtempSync(join(tmpdir(), "devflow-bench-log-"));
    const log = openSync(join(folder, "log"), "w");
    const { PATH = "" } = process.env;
    const child = spawn(process.execPath, arguments_, {
      cwd: root,
      env: { PATH, LOG_FORMAT: "json", ...environment, [portSetting]: String(port) },
      stdio: ["ignore", log, log],
    });
    closeSync(log);
    const app = new AppProcess(child, `http://127.0.0.1:${port}`, folder);
    await app.#untilReady();
    return app;
  }

  /** User and system time of all its threads so far. */
  cpuMs(): number {
    const text = readFileSync(`/proc/${this.#process.pid}/stat`, "utf8");
    // The name in brackets may hold spaces; what follows it begins with field 3.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) * tickMs;
  }

  /** Bytes in memory, the database of PGlite included. */
  residentMb(): number {
    const text = readFileSync(`/proc/${this.#process.pid}/status`, "utf8");
    return Number(/VmRSS:\s+(\d+)/.exec(text)?.[1] ?? Number.NaN) / 1_000;
  }

  /** The sample of a Prometheus metric, for example `devflow_deliveries{state="waiting"}`. */
  async metric(sample: string): Promise<number> {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    const line = text.split("\n").find((each) => each.startsWith(`${sample} `));
    return line === undefined ? Number.NaN : Number(line.slice(sample.length + 1));
  }

  /** SIGTERM, as an orchestrator does; kills what does not end. */
  async stop(): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const ended = once(this.#process, "exit");
      this.#process.kill("SIGTERM");
      const timer = setTimeout(() => this.#process.kill("SIGKILL"), stopTimeoutMs);
      await ended;
      clearTimeout(timer);
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #untilReady(): Promise<void> {
    const endAt = performance.now() + startTimeoutMs;
    while (performance.now() < endAt && this.#process.exitCode === null) {
      const isReady = await fetch(`${this.url}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (isReady) return;
      await wait(100);
    }
    const log = readFileSync(join(this.#folder, "log"), "utf8").slice(-2_000);
    await this.stop();
    throw new Error(`the app did not become ready:\n${log}`);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
