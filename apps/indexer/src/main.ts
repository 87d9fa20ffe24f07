import { runApp } from "@devflow/engines";
import { startIndexer } from "./start-indexer.ts";

await runApp({
  name: "indexer",
  start: startIndexer,
  healthPort: (settings) => settings.indexerPort,
});
