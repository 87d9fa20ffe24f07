import { runApp } from "@devflow/engines";
import { startGateway } from "./start-gateway.ts";

await runApp({ name: "gateway", start: startGateway });
