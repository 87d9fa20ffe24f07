import { startBot, webhookPath } from "@devflow/bot";
import { loadSettings, readEnvironment } from "@devflow/config";
import { openEngines, runUntilSignal } from "@devflow/engines";
import { createLogger } from "@devflow/logging";
import { startWorker } from "@devflow/worker";

/**
 * Bot and worker in a process of their own, with the settings of the environment. Prints the
 * webhook's address and each named step of a review; kills itself with SIGKILL at the step that
 * the first argument names, as a crash or the kernel's memory killer would.
 */
const killAt = process.argv[2] ?? "";
const say = (line: string) =>
  new Promise<void>((resolve) => process.stdout.write(`${line}\n`, () => resolve()));

const logger = createLogger({ level: "silent" });
const engines = await openEngines(loadSettings(readEnvironment()), logger);
const worker = await startWorker({
  ...engines,
  async onStep(step) {
    await say(`step ${step}`);
    if (step === killAt) process.kill(process.pid, "SIGKILL");
  },
});
const bot = await startBot(engines);
await say(`listening ${bot.url}${webhookPath}`);

await runUntilSignal(
  async () => {
    await bot.close();
    await worker.close();
    await engines.close();
  },
  { logger },
);
