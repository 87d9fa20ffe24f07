/** Makes an embedded store in the given folder: in a process of its own, whose memory goes with it. */
import { createTestFolder } from "@devflow/database/testing";
import { invariant } from "@devflow/errors";

const [, , folder] = process.argv;
invariant(folder !== undefined, "a folder is given");
await createTestFolder(folder);
