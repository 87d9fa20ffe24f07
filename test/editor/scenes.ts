import { companyScenes } from "./scenes/company.ts";
import { completionScenes } from "./scenes/completions.ts";
import { featureScenes } from "./scenes/features.ts";
import { reviewScenes } from "./scenes/review.ts";
import { signInScenes } from "./scenes/sign-in.ts";
import type { Scene } from "./world.ts";

/**
 * In the order in which they are played, those together that go on from one another. The first of each begins with all
 * files closed and as they were committed, and no notice open.
 */
export const acts: readonly (readonly Scene[])[] = actsOf([
  ...signInScenes,
  ...companyScenes,
  ...completionScenes,
  ...featureScenes,
  ...reviewScenes,
]);

function actsOf(scenes: readonly Scene[]): Scene[][] {
  const acts: Scene[][] = [];
  for (const scene of scenes) {
    const act = acts.at(-1);
    if (scene.goesOn && act) act.push(scene);
    else acts.push([scene]);
  }
  return acts;
}
