import { companyScenes } from "./scenes/company.ts";
import { completionScenes } from "./scenes/completions.ts";
import { featureScenes } from "./scenes/features.ts";
import { signInScenes } from "./scenes/sign-in.ts";
import type { Scene } from "./world.ts";

/** In the order in which they are played: each begins with all files closed and no notice open. */
export const scenes: readonly Scene[] = [
  ...signInScenes,
  ...companyScenes,
  ...completionScenes,
  ...featureScenes,
];
