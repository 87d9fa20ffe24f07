import { gitVersion } from "@devflow/git";
import type { Finding } from "./check-everything.ts";

/** Reviews of checkouts and the index need git. */
export async function checkGit(): Promise<Finding> {
  return { state: "ok", message: `version ${await gitVersion()}`, nextStep: null };
}
