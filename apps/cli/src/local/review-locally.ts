import type { Settings } from "@devflow/config";
import type { Expert } from "@devflow/expert";
import { type LocalRepository, openRepository } from "@devflow/git";
import type { CodeIndex } from "@devflow/retrieval";
import { policyForChange, type ReviewResult, reviewChange } from "@devflow/review";
import { secretFilesWith } from "@devflow/syntax";
import type { ReviewOptions } from "../commands/review.ts";
import type { LocalReport } from "../formats/report.ts";
import type { Progress } from "../progress.ts";
import { chooseExpert } from "./choose-expert.ts";
import { loadCliSettings } from "./cli-settings.ts";
import { type LocalChange, readLocalChange } from "./local-change.ts";
import { noteProblems, readLocalSettings } from "./local-configuration.ts";
import { withFreshIndex } from "./with-fresh-index.ts";

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
  const server = await chooseExpert(settings, repository.root, progress);

  const review = (expert: Expert | null, index: CodeIndex | null) =>
    runPipeline(
      { repository, local, settings, expert, index, passes: options.passes },
      progress,
      signal,
    );
  // Only the expert reads the index: without one there is nothing to build it for.
  const { result, indexMs } =
    server === null
      ? { result: await review(null, null), indexMs: 0 }
      : await withFreshIndex(
          { repository, settings, revision: local.change.headSha, progress, signal },
          async (opened, database, ms) => {
            // Loaded only here, as the database is.
            const { watchIndex } = await import("@devflow/retrieval");
            const { askedLocally } = await import("./tell-locally.ts");
            const code = watchIndex(opened);
            const task = { command: "review" as const, repository: repository.root };
            const expert = askedLocally(server, database, task, code);
            return { result: await review(expert, code.index), indexMs: ms };
          },
        );
  return { result, indexMs, totalMs: Math.round(performance.now() - startedAt) };
}

interface PipelineInput {
  repository: LocalRepository;
  local: LocalChange;
  settings: Settings;
  expert: Expert | null;
  index: CodeIndex | null;
  /** Instead of the configured ones. */
  passes: number | undefined;
}

async function runPipeline(
  { repository, local, settings, expert, index, passes }: PipelineInput,
  progress: Progress,
  signal: AbortSignal,
): Promise<ReviewResult> {
  const { change, readFile, files } = local;
  const team = await readLocalSettings(repository, change.baseSha);
  noteProblems(team, progress);
  const configured = await policyForChange(team, change, team.base);
  const policy = passes === undefined ? configured : { ...configured, passes };
  return reviewChange(
    { change, policy, history: {}, rules: team.rules },
    {
      readFile,
      index,
      repository: files,
      isSecretFile: secretFilesWith(settings.secretFiles),
      expert,
      signal,
      onProgress: ({ stage, done, total }) => progress.step(stageWords(stage), done, total),
    },
  );
}

function stageWords(stage: string): string {
  const words: Record<string, string> = {
    context: "Gathering context",
    draft: "Asking the expert",
    verify: "Second look",
  };
  return words[stage] ?? stage;
}
