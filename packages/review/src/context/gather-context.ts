import type { FileDiff } from "@devflow/diff";
import type { ContextItem } from "@devflow/retrieval";
import { duplicateFacts } from "../draft/facts/duplicate-facts.ts";
import { byUse, type Fact } from "../draft/facts/fact.ts";
import { pickFacts } from "../draft/facts/pick-facts.ts";
import { promptOfGroup } from "../draft/prompt-of-group.ts";
import { limits } from "../limits.ts";
import type { Change, LeftOut, ReviewPolicy, ReviewPorts } from "../model.ts";
import type { FileTexts } from "../scope/file-texts.ts";
import { chooseConventions } from "./choose-conventions.ts";
import { groupHunks, type HunkGroup } from "./group-hunks.ts";
import type { PromptWords } from "./prompt-words.ts";
import { isProse } from "./prose-path.ts";
import { type HunkPart, splitHunks } from "./split-hunks.ts";
import type { TokenBudget } from "./token-budget.ts";

/** A prompt's worth of changed code with the code around it that matters for it. */
export interface GroupWithContext extends HunkGroup {
  context: ContextItem[];
  /** What our own tools know about it, one line each, the most useful first. */
  facts: string[];
  /** What people wrote about the change and for this path. */
  words: PromptWords;
}

export interface ContextInput {
  change: Change;
  files: readonly FileDiff[];
  texts: FileTexts;
  policy: ReviewPolicy;
  ports: ReviewPorts;
  budget: TokenBudget;
  /** What is not gathered by then is left out by name. */
  isTimeUp: () => boolean;
  /** What the expert has read at an earlier head is not shown again by itself. */
  isRead?: (part: HunkPart) => boolean;
  /** What is known about the files that are shown. */
  factsOf: (files: readonly FileDiff[]) => Promise<ReadonlyMap<string, readonly Fact[]>>;
}

export interface GatheredContext {
  groups: GroupWithContext[];
  /** In scope, but the expert will not see all of it. */
  leftOut: LeftOut[];
}

/** Stage 2: the changed code in prompts' worth, riskiest first, each with its context and facts. */
export async function gatherContext(input: ContextInput): Promise<GatheredContext> {
  const { files, ports, budget, isTimeUp, isRead = () => false } = input;
  const code = files.filter((file) => !isProse(file.path));
  const leftOut: LeftOut[] = files
    .filter((file) => isProse(file.path))
    .map((file) => ({
      path: file.path,
      reason: "prose, only scanned for secrets",
      kind: "out_of_scope",
    }));
  const { parts, unsplit } = await splitHunks(code, budget, isTimeUp);
  leftOut.push(...unsplit.map(({ path }) => overTime(path)));
  const all = groupHunks(
    parts.filter((part) => !isRead(part)),
    budget.hunkTokens,
  );
  const kept = all.slice(0, limits.draftCalls);
  leftOut.push(...overBudget(all, limits.draftCalls), ...shownInPart(parts));

  const facts = await input.factsOf([...new Set(kept.map(({ file }) => file))]);
  const groups: GroupWithContext[] = [];
  for (let start = 0; start < kept.length; start += limits.contextsAtOnce) {
    ports.signal?.throwIfAborted();
    if (isTimeUp()) {
      leftOut.push(...kept.slice(start).map(({ file }) => overTime(file.path)));
      break;
    }
    const asked = kept.slice(start, start + limits.contextsAtOnce);
    groups.push(...(await withContexts(asked, facts, input)));
    ports.onProgress?.({ stage: "context", done: groups.length, total: kept.length });
  }
  return { groups, leftOut };
}

function overTime(path: string): LeftOut {
  return { path, reason: "over the time limit", kind: "missed" };
}

function overBudget(groups: readonly HunkGroup[], max: number): LeftOut[] {
  // A hunk can be split over many prompts, and counts once.
  const parts = groups.slice(max).flatMap((group) => group.parts);
  return [...Map.groupBy(parts, ({ file }) => file.path)].map(([path, unseen]) => {
    const hunks = new Set(unseen.map(({ hunkIndex }) => hunkIndex)).size;
    return {
      path,
      kind: "missed",
      reason: `the expert did not see ${hunks} of its hunks, or not to their end: over the budget of ${max} prompts`,
    };
  });
}

/** Also at an earlier head: what was not shown then is not shown now. */
function shownInPart(parts: readonly HunkPart[]): LeftOut[] {
  const cut = parts.filter(({ isCut }) => isCut);
  return [...new Set(cut.map(({ file }) => file.path))].map((path) => ({
    path,
    kind: "missed",
    reason: `the expert did not see a line of more than ${limits.lineCharacters} characters to its end`,
  }));
}

async function withContexts(
  groups: readonly HunkGroup[],
  facts: ReadonlyMap<string, readonly Fact[]>,
  input: ContextInput,
): Promise<GroupWithContext[]> {
  const items = await contextsOf(groups, input);
  return Promise.all(
    groups.map((group, at) =>
      fill(group, items[at] ?? [], facts.get(group.file.path) ?? [], input),
    ),
  );
}

async function contextsOf(
  groups: readonly HunkGroup[],
  { change, texts, ports: { index }, budget }: ContextInput,
): Promise<ContextItem[][]> {
  if (index === null) return groups.map(() => []);
  const requests = await Promise.all(
    groups.map(async ({ file, parts }) => ({
      file,
      changedFiles: change.files,
      hunkIndexes: [...new Set(parts.map((part) => part.hunkIndex))],
      headText: await texts.head(file.path),
      // Estimated there; fitIntoTokens cuts by the expert's own count.
      maxTokens: budget.contextTokens,
    })),
  );
  return index.contextForChange(requests);
}

/** Facts first, they are short and sure; then the team's guides; the rest is for code. */
async function fill(
  group: HunkGroup,
  items: readonly ContextItem[],
  factsOfFile: readonly Fact[],
  input: ContextInput,
): Promise<GroupWithContext> {
  const { change, policy, budget } = input;
  const changed = new Set(
    change.files.flatMap(({ path, previousPath }) => [path, previousPath ?? path]),
  );
  const known = [...factsOfFile, ...duplicateFacts(items, changed)].sort(byUse);
  const countTokens = budget.countTokens;
  const picked = await pickFacts(known, group.parts, budget.factTokens, countTokens);
  const frame = picked.facts.length === 0 ? 0 : budget.frameTokens;
  const guides = policy.conventions.filter(({ path }) => !changed.has(path));
  const conventions = await fitIntoTokens(
    chooseConventions(group, guides, budget.conventionTokens),
    budget.conventionTokens,
    input,
  );
  const left = budget.contextTokens - picked.tokens - frame - conventions.tokens;
  const ofTeam = new Set(policy.conventions.map(({ path }) => path));
  const code = items.filter(({ kind, path }) => kind !== "convention" || !ofTeam.has(path));
  const related = await fitIntoTokens(code, left, input);
  const context = [...conventions.kept, ...related.kept];
  const words = await budget.wordsFor(group.file.path);
  return withinWindow({ ...group, context, facts: picked.facts, words }, input);
}

/**
 * Pieces are counted one by one, and a change can hold text that takes more room in a prompt than
 * alone: split control words, longer data markers. So the whole is counted, too, and retrieved code
 * goes from its far end where it does not fit, then the facts.
 */
async function withinWindow(
  group: GroupWithContext,
  { change, policy, budget }: ContextInput,
): Promise<GroupWithContext> {
  let fitting = group;
  while (!(await budget.fits(promptOfGroup(fitting, change, policy)))) {
    if (fitting.context.length === 0) return { ...fitting, facts: [] };
    fitting = { ...fitting, context: fitting.context.slice(0, -1) };
  }
  return fitting;
}

/** As many as fit, and as can be counted in time. */
async function fitIntoTokens(
  items: readonly ContextItem[],
  maxTokens: number,
  { budget, isTimeUp }: ContextInput,
): Promise<{ kept: ContextItem[]; tokens: number }> {
  const kept: ContextItem[] = [];
  let used = 0;
  for (const item of items) {
    if (isTimeUp()) break;
    // All of it that the prompt shows: paths and reasons are a tenth of the text.
    const shown = `${item.path} ${item.kind} ${item.reason}\n${item.text}`;
    const tokens = (await budget.countTokens(shown)) + budget.frameTokens;
    if (used + tokens > maxTokens) continue;
    used += tokens;
    kept.push(item);
  }
  return { kept, tokens: used };
}
