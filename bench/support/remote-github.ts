import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { OpenedPull, Pulls, RemoteCall, RemoteReply, Started } from "./remote-messages.ts";

const child = fileURLToPath(new URL("./github-child.ts", import.meta.url));

type Call = RemoteCall extends infer Each
  ? Each extends unknown
    ? Omit<Each, "id">
    : never
  : never;

/** The fake GitHub and the scripted model, in another process. */
export class RemoteGitHub {
  readonly environment: Readonly<Record<string, string>>;
  readonly modelUrl: string;
  readonly #process: ChildProcess;
  #lastId = 0;

  private constructor(process: ChildProcess, { environment, modelUrl }: Started) {
    this.#process = process;
    this.environment = environment;
    this.modelUrl = modelUrl;
  }

  static async start(): Promise<RemoteGitHub> {
    const process = fork(child, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
    const [started] = (await Promise.race([
      once(process, "message"),
      once(process, "exit").then(() => Promise.reject(new Error("the fake GitHub ended"))),
    ])) as [Started];
    return new RemoteGitHub(process, started);
  }

  get webhookSecret(): string {
    return this.environment.WEBHOOK_SECRET ?? "";
  }

  openPulls(pulls: Pulls): Promise<OpenedPull[]> {
    return this.#call<OpenedPull[]>({ kind: "open_pulls", pulls });
  }

  /** What the bot left on a pull request. */
  posted(owner: string, number: number): Promise<{ reviews: number; comments: number }> {
    return this.#call({ kind: "posted", owner, number });
  }

  async close(): Promise<void> {
    const ended = once(this.#process, "exit");
    await this.#call({ kind: "close" });
    await ended;
  }

  #call<T>(call: Call): Promise<T> {
    const id = ++this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const onMessage = (reply: RemoteReply) => {
      if (reply.id !== id) return;
      this.#process.off("message", onMessage);
      if ("failure" in reply) reject(new Error(reply.failure));
      else resolve(reply.value as T);
    };
    this.#process.on("message", onMessage);
    this.#process.send({ id, ...call });
    return promise;
  }
}
