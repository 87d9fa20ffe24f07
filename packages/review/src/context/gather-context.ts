import type { FileDiff } from "@devflow/diff";
import type { ContextItem } from "@devflow/retrieval";
import { limits } from "../limits.ts";
import type { LeftOut, ReviewPorts } from "../model.ts";
import type { FileTexts } from "../scope/file-texts.ts";
import { groupHunks, type HunkGroup } from "./group-hunks.ts";
import { isProse } from "./prose-path.ts";
import { splitHunks } from "./split-hunks.ts";
import type { TokenBudget } from "./token-budget.ts";

/** A prompt's worth of changed code with the code around it that matters for it. */
export interface GroupWithContext extends HunkGroup {
  context: ContextItem[];
}

export interface GatheredContext {
  groups: GroupWithContext[];
  /** In scope, but the expert will not see all of it. */
  leftOut: LeftOut[];
}

/**
 * Stage 2: the changed code in prompts' worth, riskiest first, each with its context.
 * @param changedFiles the whole change, of which the expert sees `files`
 */
export async function gatherContext(
  files: readonly FileDiff[],
  changedFiles: readonly FileDiff[],
  texts: FileTexts,
  ports: ReviewPorts,
  budget: TokenBudget,
): Promise<GatheredContext> {
  const code = files.filter((file) => !isProse(file.path));
  const leftOut: LeftOut[] = files
    .filter((file) => isProse(file.path))
    .map((file) => ({
      path: file.path,
      reason: "prose, only scanned for secrets",
      kind: "out_of_scope",
    }));
  const parts = await splitHunks(code, budget);
  const all = groupHunks(parts, budget.hunkTokens);
  const kept = all.slice(0, limits.draftCalls);
  leftOut.push(...overBudget(all, limits.draftCalls));

  const groups: GroupWithContext[] = [];
  for (let start = 0; start < kept.length; start += limits.contextsAtOnce) {
    ports.signal?.throwIfAborted();
    const asked = kept.slice(start, start + limits.contextsAtOnce);
    groups.push(...(await withContexts(asked, changedFiles, texts, ports, budget)));
    ports.onProgress?.({ stage: "context", done: groups.length, total: kept.length });
  }
  return { groups, leftOut };
}

function overBudget(groups: readonly HunkGroup[], max: number): LeftOut[] {
  const unseen = new Map<string, number>();
  for (const { parts } of groups.slice(max)) {
    for (const part of parts) unseen.set(part.file.path, (unseen.get(part.file.path) ?? 0) + 1);
  }
  return [...unseen].map(([path, hunks]) => ({
    path,
    kind: "missed",
    reason: `the expert did not see ${hunks} of its hunks: over the budget of ${max} prompts`,
  }));
}

async function withContexts(
  groups: readonly HunkGroup[],
  changedFiles: readonly FileDiff[],
  texts: FileTexts,
  { index }: ReviewPorts,
  budget: TokenBudget,
): Promise<GroupWithContext[]> {
  if (index === null) return groups.map((group) => ({ ...group, context: [] }));
  const requests = await Promise.all(
    groups.map(async ({ file, parts }) => ({
      file,
      changedFiles,
      hunkIndexes: [...new Set(parts.map((part) => part.hunkIndex))],
      headText: await texts.head(file.path),
      // Estimated there; fitIntoTokens cuts by the expert's own count.
      maxTokens: budget.contextTokens,
    })),
  );
  const items = await index.contextForChange(requests);
  return Promise.all(
    groups.map(async (group, at) => ({
      ...group,
      context: await fitIntoTokens(items[at] ?? [], budget),
    })),
  );
}

async function fitIntoTokens(items: ContextItem[], budget: TokenBudget): Promise<ContextItem[]> {
  const kept: ContextItem[] = [];
  let left = budget.contextTokens;
  for (const item of items) {
    // All of it that the prompt shows: paths and reasons are a tenth of the text.
    const shown = `${item.path} ${item.kind} ${item.reason}\n${item.text}`;
    const tokens = (await budget.countTokens(shown)) + budget.frameTokens;
    if (tokens > left) continue;
    left -= tokens;
    kept.push(item);
  }
  return kept;
}
