import type { Settings } from "@devflow/config";
import type { Expert } from "@devflow/expert";
import { type LocalRepository, openRepository } from "@devflow/git";
import type { CodeIndex } from "@devflow/retrieval";
import { policyOf, type ReviewResult, reviewChange } from "@devflow/review";
import { bundledRulesFolder, loadRules } from "@devflow/syntax";
import type { ReviewOptions } from "../commands/review.ts";
import type { LocalReport } from "../formats/report.ts";
import type { Progress } from "../progress.ts";
import { chooseExpert } from "./choose-expert.ts";
import { loadCliSettings } from "./cli-settings.ts";
import { type LocalChange, readLocalChange } from "./local-change.ts";
import { readLocalConfiguration } from "./local-configuration.ts";

/** The main job on a checkout: read the change, index what is new, review, report. */
export async function reviewLocally(
  options: ReviewOptions,
  progress: Progress,
  signal: AbortSignal,
): Promise<LocalReport> {
  const startedAt = performance.now();
  const settings = loadCliSettings(options);
  progress.step("Reading the change");
  await using repository = await openRepository(options.repo);
  const local = await readLocalChange(repository, options);
  const expert = await chooseExpert(settings, repository.root, progress);

  const review = (index: CodeIndex | null) =>
    runPipeline({ repository, local, expert, index }, progress, signal);
  // Only the expert reads the index: without one there is nothing to build it for.
  const { result, indexMs } =
    expert === null
      ? { result: await review(null), indexMs: 0 }
      : await withFreshIndex(repository, settings, local, review, progress, signal);
  return { result, indexMs, totalMs: Math.round(performance.now() - startedAt) };
}

interface PipelineInput {
  repository: LocalRepository;
  local: LocalChange;
  expert: Expert | null;
  index: CodeIndex | null;
}

async function runPipeline(
  { repository, local, expert, index }: PipelineInput,
  progress: Progress,
  signal: AbortSignal,
): Promise<ReviewResult> {
  const { change, readFile } = local;
  const { config, problems } = await readLocalConfiguration(repository, change.baseSha);
  for (const problem of problems) progress.note(`.devflow.yml: ${problem}`);
  const rules = await loadRules(bundledRulesFolder);
  const history = { postedFingerprints: new Set<string>() };
  return reviewChange(
    { change, policy: policyOf(config), history, rules },
    {
      readFile,
      index,
      expert,
      signal,
      onProgress: ({ stage, done, total }) => progress.step(stageWords(stage), done, total),
    },
  );
}

async function withFreshIndex(
  repository: LocalRepository,
  settings: Settings,
  { change }: LocalChange,
  review: (index: CodeIndex) => Promise<ReviewResult>,
  progress: Progress,
  signal: AbortSignal,
): Promise<{ result: ReviewResult; indexMs: number }> {
  progress.step("Opening the index");
  // Loaded only here: without an expert there is no database, and loading its engines takes 0.2 s.
  const { withLocalIndex } = await import("./with-local-index.ts");
  return withLocalIndex(repository, settings, async (index) => {
    const startedAt = performance.now();
    const tree = await repository.tree(change.headSha);
    await index.update(tree, {
      onProgress: ({ done, total }) => progress.step("Indexing", done, total),
      signal,
    });
    const indexMs = Math.round(performance.now() - startedAt);
    return { result: await review(index), indexMs };
  });
}

function stageWords(stage: string): string {
  const words: Record<string, string> = {
    context: "Gathering context",
    draft: "Asking the expert",
    verify: "Second look",
  };
  return words[stage] ?? stage;
}
