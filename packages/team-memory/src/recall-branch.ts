import type { Database } from "@devflow/database";
import type { EmbedderChoice } from "@devflow/retrieval";
import type { Dismissal, FilterInUse, Remark, ReviewPolicy } from "@devflow/review";
import { readDismissals } from "./dismissals.ts";
import { loadFilter } from "./load-filter.ts";
import { readMemories } from "./memories.ts";
import { readRemarks } from "./remarks.ts";
import { findReviewedPull } from "./reviewed-pull.ts";
import { withMemories } from "./with-memories.ts";

/** What the bot would go by if it reviewed a branch that lies on somebody's machine. */
export interface RecalledBranch {
  /** The open pull request that the branch is of. */
  pullNumber: number | null;
  /** Said on that pull request. */
  remarks: Remark[];
  dismissals: Dismissal[];
  filter: FilterInUse;
  rememberedRules: number;
  withRules(policy: ReviewPolicy): ReviewPolicy;
}

/** @param commits of the branch alone, not of the one that it left */
export async function recallBranch(
  database: Database,
  repositoryId: number,
  { commits, embedder }: { commits: readonly string[]; embedder: EmbedderChoice },
): Promise<RecalledBranch> {
  const memories = await readMemories(database, repositoryId);
  const pullNumber = await findReviewedPull(database, repositoryId, commits);
  const pull = { repositoryId, pullNumber: pullNumber ?? 0 };
  return {
    pullNumber,
    remarks: pullNumber === null ? [] : await readRemarks(database, pull),
    dismissals: await readDismissals(database, pull),
    filter: await loadFilter(database, repositoryId, embedder),
    rememberedRules: memories.length,
    withRules: (policy) => withMemories(policy, memories),
  };
}
