import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { z } from "zod";

const started = z.object({ url: z.string() });
const counted = z.object({
  requests: z.number(),
  answered: z.number(),
  aborted: z.number(),
  running: z.number(),
});

export type ModelCounts = z.infer<typeof counted>;

/** The model server beside the gateway, and what it saw. */
export class ModelProcess {
  readonly url: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.url = url;
  }

  static async start(tracesFile: string): Promise<ModelProcess> {
    const child = fork(join(import.meta.dirname, "model-child.ts"), [tracesFile]);
    const [message] = await once(child, "message");
    return new ModelProcess(child, started.parse(message).url);
  }

  async counts(): Promise<ModelCounts> {
    const answer = once(this.#child, "message");
    this.#child.send("counts");
    return counted.parse((await answer)[0]);
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, "exit");
    this.#child.kill();
    await ended;
  }
}
