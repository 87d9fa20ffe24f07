import { type FileDiff, renderHunk } from "@devflow/diff";
import type { PromptContext, PromptHunk } from "@devflow/expert";
import type { CodeIndex } from "@devflow/retrieval";
import {
  type Change,
  filesForExpert,
  policyForChange,
  type ReviewPolicy,
  readTeamSettings,
} from "@devflow/review";
import { languageOf } from "@devflow/syntax";
import { readMemories, withMemories } from "@devflow/team-memory";
import { baseFilesOf } from "../review/base-files.ts";
import { readPullChange } from "../review/read-pull-change.ts";
import type { ExpertRun } from "./command-run.ts";

/** Lines of one piece of a hunk: a window of 4,096 tokens has room for two or three such pieces. */
const pieceLines = 50;

/** Characters of one piece; a longer one has lines that nobody reads. */
const pieceCharacters = 4_000;

/** The change as the expert's commands see it. */
export interface Material {
  change: Change;
  /** What a reviewer reads of it, riskiest first. */
  files: readonly FileDiff[];
  policy: ReviewPolicy;
  /** Of this repository only. */
  index: CodeIndex;
  readHead(path: string): Promise<string | null>;
}

/** Reads the change from GitHub, with the settings and memories of its base repository. */
export async function readMaterial(run: ExpertRun): Promise<Material> {
  const { context, github, command, pull, configuration, code } = run;
  const { repository, repositoryId } = command;
  const { change, readFile } = await readPullChange(github, repository, pull);
  const memories = await readMemories(context.database, repositoryId);
  const base = baseFilesOf(github, repository, pull.baseSha);
  const settings = await readTeamSettings(configuration, context.rules, base);
  const policy = withMemories(await policyForChange(settings, change, base), memories);
  const { files } = await filesForExpert(change, policy, {
    readFile,
    isSecretFile: context.isSecretFile,
  });
  return { change, files, policy, index: code.index, readHead: (path) => readFile("head", path) };
}

/** A piece of a prompt: changed code, or code around it. */
export type Piece =
  | { kind: "hunk"; file: FileDiff; hunkIndex: number; hunk: PromptHunk }
  | { kind: "context"; context: PromptContext };

/** The hunks of a file in pieces that fit a prompt. */
export function piecesOf(file: FileDiff): Extract<Piece, { kind: "hunk" }>[] {
  const language = languageOf(file.path) ?? "";
  return file.hunks.flatMap((hunk, hunkIndex) => {
    const count = Math.ceil(hunk.lines.length / pieceLines);
    return Array.from({ length: count }, (_, at) => {
      const lines = hunk.lines.slice(at * pieceLines, (at + 1) * pieceLines);
      const rendered = renderHunk({ ...hunk, lines }, { numbered: true });
      const shown = { path: file.path, language, rendered: rendered.slice(0, pieceCharacters) };
      return { kind: "hunk" as const, file, hunkIndex, hunk: shown };
    });
  });
}

/** What of the repository matters for some hunks of a file, as pieces. */
export async function contextOf(
  { index, change, readHead }: Material,
  file: FileDiff,
  hunkIndexes: readonly number[],
  maxTokens: number,
): Promise<Piece[]> {
  const items = await index.contextForHunks({
    file,
    hunkIndexes,
    headText: await readHead(file.path),
    changedFiles: change.files,
    maxTokens,
  });
  return items.map((context) => ({ kind: "context", context }));
}

/** What every prompt says of the change, with the pieces that fit. */
export function materialOf(
  { change, policy }: Material,
  path: string,
  pieces: readonly Piece[],
): {
  repository: string;
  title: string;
  description: string;
  instructions: string;
  language: string;
  hunks: PromptHunk[];
  context: PromptContext[];
} {
  return {
    repository: change.repository,
    title: change.title,
    description: change.description,
    instructions: policy.forPath(path).instructions,
    language: policy.language,
    hunks: pieces.flatMap((piece) => (piece.kind === "hunk" ? [piece.hunk] : [])),
    context: pieces.flatMap((piece) => (piece.kind === "context" ? [piece.context] : [])),
  };
}

/** The same without the longer texts of people. */
export function briefly(
  material: Material,
  path: string,
  pieces: readonly Piece[],
): ReturnType<typeof materialOf> {
  return { ...materialOf(material, path, pieces), description: "", instructions: "" };
}
