import { fileURLToPath } from "node:url";

/** The rules that come with DevFlow. */
export const bundledRulesFolder = fileURLToPath(new URL("../../../../rules", import.meta.url));
