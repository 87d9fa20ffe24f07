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
import { readMemoryIfThere, readTeamMemory, type TeamMemory } from "./team-memory.ts";
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

  const { baseSha, headSha } = local.change;
  const asked = { repository, settings, baseSha, headSha };
  const review = async (reviewer: Reviewer, memory: TeamMemory | null, indexMs: number) => {
    const input = { repository, local, settings, ...reviewer, memory, passes: options.passes };
    return { result: await runPipeline(input, progress, signal), memory, indexMs };
  };
  // Only the expert reads the index: without one there is nothing to build it for.
  const reviewed =
    server === null
      ? await review(nobody, await readMemoryIfThere(asked, progress), 0)
      : await withFreshIndex(
          { repository, settings, revision: headSha, progress, signal },
          async (opened, database, ms) => {
            // Loaded only here, as the database is.
            const { watchIndex } = await import("@devflow/retrieval");
            const { askedLocally } = await import("./tell-locally.ts");
            const code = watchIndex(opened);
            const task = { command: "review" as const, repository: repository.root };
            const expert = askedLocally(server, database, task, code);
            return review({ expert, index: code.index }, await readTeamMemory(database, asked), ms);
          },
        );
  return { ...reviewed, totalMs: Math.round(performance.now() - startedAt) };
}

interface Reviewer {
  expert: Expert | null;
  index: CodeIndex | null;
}

/** Rules and the secret scan only. */
const nobody: Reviewer = { expert: null, index: null };

interface PipelineInput extends Reviewer {
  repository: LocalRepository;
  local: LocalChange;
  settings: Settings;
  memory: TeamMemory | null;
  /** Instead of the configured ones. */
  passes: number | undefined;
}

async function runPipeline(
  { repository, local, settings, expert, index, memory, passes }: PipelineInput,
  progress: Progress,
  signal: AbortSignal,
): Promise<ReviewResult> {
  const { change, readFile, files } = local;
  const team = await readLocalSettings(repository, change.baseSha);
  noteProblems(team, progress);
  const configured = await policyForChange(team, change, team.base);
  const remembered = memory === null ? configured : memory.withRules(configured);
  const policy = passes === undefined ? remembered : { ...remembered, passes };
  return reviewChange(
    { change, policy, history: memory?.history ?? {}, rules: team.rules },
    {
      readFile,
      index,
      repository: files,
      isSecretFile: secretFilesWith(settings.secretFiles),
      expert,
      ...(memory && { filter: memory.filter }),
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
