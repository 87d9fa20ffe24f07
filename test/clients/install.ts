import { installSchemathesis, installTabbyAgent } from "./installed-clients.ts";

/** `node test/clients/install.ts`: ahead of the suites that need them, while others compute. */
await installTabbyAgent();
await installSchemathesis();
