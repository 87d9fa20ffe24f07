import { completionPart } from "./completion/part.ts";
import { featureParts } from "./features/index.ts";
import type { Part } from "./host/part.ts";
import { settingsPart } from "./settings/part.ts";
import { signInPart } from "./sign-in/part.ts";
import { statusPart } from "./status/part.ts";

/** Everything that the extension offers, in the order of its registration. */
export const parts: readonly Part[] = [
  statusPart,
  settingsPart,
  signInPart,
  completionPart,
  ...featureParts,
];
