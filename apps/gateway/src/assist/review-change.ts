import {
  configFileName,
  describeProblem,
  mergeRepositoryConfig,
  parseRepositoryConfig,
} from "@devflow/config";
import { type FileDiff, parseUnifiedDiff } from "@devflow/diff";
import { UsageError } from "@devflow/errors";
import {
  type BaseFiles,
  type Change,
  isSecretChange,
  policyForChange,
  type ReviewPorts,
  type ReviewResult,
  readTeamSettings,
  reviewChange,
} from "@devflow/review";
import { bundledRules, type IsSecretFile } from "@devflow/syntax";
import type { z } from "zod";
import type { OrganisationDefault } from "./organisation-defaults.ts";
import type { ReviewMemory } from "./review-memory.ts";
import type { reviewRequest } from "./schemas/review.ts";
import { SentTexts } from "./sent-texts.ts";

/** Somebody waits in an editor: a quarter of what a pull request may take. */
const reviewTokens = 500_000;

type SentChange = z.output<typeof reviewRequest>;

/** Raises UsageError for what is no unified diff, or not the whole of the one that was announced. */
export function parseSentDiff({ diff, diff_files: announced }: SentChange): FileDiff[] {
  const files = parseUnifiedDiff(diff.endsWith("\n") ? diff : `${diff}\n`);
  if (announced == null || files.length === announced) return files;
  throw new UsageError(
    `The diff has ${counted(files.length)}, and ${announced} were announced by \`diff_files\``,
    "Send the whole diff: nothing of it was reviewed.",
  );
}

const counted = (files: number) => (files === 1 ? "1 file" : `${files} files`);

export interface LocalReview {
  result: ReviewResult;
  /** What is wrong in the settings that were sent. */
  problems: string[];
  /** Changed files that hold secrets by their name, or by that of before: neither rules nor the expert saw them. */
  secrets: string[];
  /** Code that only the expert and the secret scan read, with the reason. */
  unread: { path: string; reason: string }[];
}

/** What was sent, read, and what is known of it here. */
export interface KnownChange {
  files: readonly FileDiff[];
  /** `owner/name`; null where it is not known here. */
  repository: string | null;
  memory: ReviewMemory;
  organisation: OrganisationDefault;
}

/**
 * The review of a diff that was sent: the pipeline of the bot and of `devflow review`, with files and
 * settings as the editor has them, and with what is remembered.
 */
export async function reviewSentChange(
  request: SentChange,
  { files, repository, memory, organisation }: KnownChange,
  ports: Pick<ReviewPorts, "expert" | "index" | "onProgress" | "signal">,
  { isSecretFile, timeMs }: { isSecretFile: IsSecretFile; timeMs: number },
): Promise<LocalReview> {
  const readable = files.filter((file) => !isSecretChange(file, isSecretFile));
  const secrets = files.filter((file) => !readable.includes(file)).map(({ path }) => path);
  const isSecret = (path: string) => secrets.includes(path) || isSecretFile(path);
  const change: Change = {
    repository: repository ?? request.repository ?? "the working tree",
    baseSha: "base",
    headSha: "worktree",
    title: request.title ?? "",
    description: request.description ?? "",
    files: readable,
    unreadable: [],
  };
  const base = sentFiles(request.settings ?? []);
  const root = parseRepositoryConfig(
    (await base.read(configFileName, Number.MAX_SAFE_INTEGER)) ?? "",
    configFileName,
  );
  const merged = mergeRepositoryConfig(organisation.parsed, root);
  const settings = await readTeamSettings(merged, await bundledRules(), base);
  const policy = memory.withRules(await policyForChange(settings, change, base));
  const texts = new SentTexts(readable, request.files ?? []);
  const result = await reviewChange(
    {
      ...{ change, policy, history: memory.history, rules: settings.rules },
      cost: { timeMs, tokens: reviewTokens },
    },
    {
      readFile: async (side, path) => (isSecret(path) ? null : texts.read(side, path)),
      ...{ ...ports, isSecretFile },
      ...(memory.filter && { filter: memory.filter }),
    },
  );
  const wrong = settings.configuration.problems.map(
    (problem) => `${problem.source}: ${describeProblem(problem)}`,
  );
  const problems = organisation.problem === null ? wrong : [organisation.problem, ...wrong];
  const reviewed = new Set(result.filesReviewed);
  const unread = texts.missing().filter(({ path }) => reviewed.has(path));
  return { result, problems, secrets, unread };
}

/** The settings of the editor's checkout: whoever asks reviews for themselves. */
function sentFiles(sent: readonly { path: string; text: string }[]): BaseFiles {
  const texts = new Map(sent.map(({ path, text }) => [path, text]));
  return {
    async list(folder) {
      const files = [...texts]
        .filter(([path]) => folder === "" || path.startsWith(`${folder}/`))
        .map(([path, text]) => ({ path, blobSha: path, sizeBytes: Buffer.byteLength(text) }));
      return { files, isComplete: true };
    },
    async read(path, maxBytes) {
      const text = texts.get(path);
      return text === undefined || Buffer.byteLength(text) > maxBytes ? null : text;
    },
  };
}
