import { installHost } from "./harness/install-host.ts";

/** `node test/editor/install.ts`: what the scenes need, ahead of them, while others compute. */
await installHost((text) => process.stderr.write(`${text}\n`));
