import { runApp } from "@devflow/engines";
import { startBot } from "./start-bot.ts";

await runApp({ name: "bot", start: startBot });
