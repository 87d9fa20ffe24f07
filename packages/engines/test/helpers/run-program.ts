import { createLogger } from "@devflow/logging";
import { runUntilSignal } from "../../src/index.ts";

/** A process that says `ready`, and whose closing ends well, fails, or never ends. */
const outcome = process.argv[2];
const running = runUntilSignal(
  async () => {
    process.stdout.write("closing\n");
    if (outcome === "fails") throw new Error("cannot close");
    if (outcome === "hangs") await new Promise(() => {});
  },
  { logger: createLogger({ level: "silent" }), shutdownTimeoutMs: Number(process.argv[3]) },
);
process.stdout.write("ready\n");
await running;
