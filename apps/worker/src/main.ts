import { runApp } from "@devflow/engines";
import { startWorker } from "./start-worker.ts";

await runApp({
  name: "worker",
  start: startWorker,
  healthPort: (settings) => settings.workerPort,
});
