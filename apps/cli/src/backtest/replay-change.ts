import type { Comment, ExcerptLine, SideReview } from "@devflow/backtest";
import type { Database } from "@devflow/database";
import type { FileDiff } from "@devflow/diff";
import type { LocalRepository } from "@devflow/git";
import { type CodeIndex, watchIndex } from "@devflow/retrieval";
import { type Finding, policyForChange, type ReviewResult, reviewChange } from "@devflow/review";
import { secretFilesWith } from "@devflow/syntax";
import { readLocalChange } from "../local/local-change.ts";
import { readLocalSettings } from "../local/local-configuration.ts";
import { askedLocally } from "../local/tell-locally.ts";
import type { ChosenChange } from "./choose-changes.ts";
import type { HistoryIndex } from "./history-index.ts";
import type { Reviewer } from "./reviewer.ts";

/** Lines of code on either side of a comment, and the longest that is shown of one. */
const excerptBounds = { around: 3, most: 16, characters: 240 };

/** What experts read and are told of; without one there is neither. */
export interface ReplayHistory {
  index: HistoryIndex;
  /** Has the audit log. */
  database: Database;
}

export interface Reviewed {
  reviews: SideReview[];
  /** Paths that were in scope for every side. */
  paths: ReadonlySet<string>;
}

/** One review a side, of the change as it is chosen, with the index of its base. */
export async function replayChange(
  repository: LocalRepository,
  reviewers: readonly Reviewer[],
  { change }: ChosenChange,
  history: ReplayHistory | null,
  signal: AbortSignal,
): Promise<Reviewed> {
  const read = await readLocalChange(repository, { base: change.baseSha, head: change.headSha });
  // As the pull request was called, which a branch's last commit need not say.
  const local = { ...read, change: { ...read.change, title: change.title } };
  const { baseSha } = local.change;
  const opened = history && { ...history, index: await history.index.at(baseSha, signal) };
  const reviews: SideReview[] = [];
  const paths: Set<string>[] = [];
  for (const reviewer of reviewers) {
    const startedAt = performance.now();
    const result = await reviewOnce(repository, reviewer, local, opened, signal);
    const durationMs = Math.round(performance.now() - startedAt);
    reviews.push({
      comments: result.findings.map((finding) => toComment(finding, result, local.change.files)),
      expertFailure: result.expert.state === "unavailable" ? result.expert.reason : null,
      durationMs,
      tokens: result.tokens.prompt + result.tokens.completion,
    });
    paths.push(new Set(result.filesReviewed));
  }
  return { reviews, paths: paths.reduce((both, each) => both.intersection(each)) };
}

async function reviewOnce(
  repository: LocalRepository,
  { expert: server, config, settings: { secretFiles } }: Reviewer,
  { change, readFile, files }: Awaited<ReturnType<typeof readLocalChange>>,
  opened: { index: CodeIndex; database: Database } | null,
  signal: AbortSignal,
): Promise<ReviewResult> {
  const settings = await readLocalSettings(repository, change.baseSha, config);
  const policy = await policyForChange(settings, change, settings.base);
  return await reviewChange(
    { change, policy, history: {}, rules: settings.rules },
    {
      ...{ readFile, repository: files, isSecretFile: secretFilesWith(secretFiles) },
      ...asking(repository, server, opened),
      signal,
    },
  );
}

/** Only an expert reads the index. */
function asking(
  { root }: LocalRepository,
  server: Reviewer["expert"],
  opened: { index: CodeIndex; database: Database } | null,
) {
  if (server === null || opened === null) return { index: null, expert: null };
  const code = watchIndex(opened.index);
  const task = { command: "backtest" as const, repository: root };
  return { index: code.index, expert: askedLocally(server, opened.database, task, code) };
}

function toComment(
  finding: Finding,
  { excerpts }: ReviewResult,
  files: readonly FileDiff[],
): Comment {
  const { path, side, startLine, line, severity, category, source, title, body, suggestion } =
    finding;
  const isShown = excerpts[finding.fingerprint] !== undefined;
  return {
    path,
    side,
    startLine,
    line,
    severity,
    category,
    source,
    title,
    body,
    suggestion,
    excerpt: isShown ? excerptOf(finding, files) : null,
  };
}

function excerptOf(
  { path, side, startLine, line }: Finding,
  files: readonly FileDiff[],
): ExcerptLine[] {
  const numberOf = side === "RIGHT" ? "newLine" : "oldLine";
  const { around, most, characters } = excerptBounds;
  const lines = files.find((file) => file.path === path)?.hunks.flatMap((hunk) => hunk.lines) ?? [];
  return lines
    .map(({ kind, text, ...numbers }) => ({
      kind,
      number: numbers[numberOf],
      text: text.slice(0, characters),
    }))
    .filter(
      ({ number }) => number !== null && number >= startLine - around && number <= line + around,
    )
    .slice(0, most);
}
