import { createHash } from "node:crypto";
import { type Hunk, parseLoneHunk } from "@devflow/diff";
import { UsageError } from "@devflow/errors";
import { draftPrompt, renderFindings } from "@devflow/expert";
import { plainPrompts, type Window, type WordedPolicy } from "@devflow/review";
import type { InstructionExample, Refused } from "../model.ts";
import { exampleId, provenanceOf, REVIEW_EXPERT } from "./example-of.ts";
import type { FilterSettings, ReadComment } from "./filters/filter.ts";
import { readComment, refuseComment } from "./filters/index.ts";
import type { CommentedPull, PersonComment } from "./model.ts";
import type { Cap } from "./sampling.ts";
import { type CommentGrade, findingOfComment } from "./to-finding.ts";

/** An expert's word about a comment; null: none that can be read. See `judgeByExpert`. */
export type CommentJudge = (comment: PersonComment) => Promise<Judgement | null>;

export type Judgement = { isValid: false } | ({ isValid: true } & CommentGrade);

export interface CommentSettings extends FilterSettings {
  /** Of the expert that will be trained: prompts are cut to it as in production. */
  window: Window;
  /** The team's words for a path, as far as they are known. */
  instructionsFor?: (path: string) => string;
  /** A second opinion; left out: nobody is asked. */
  judge?: CommentJudge;
}

/** What is remembered from comment to comment of one repository: 8 bytes each, and a count a person. */
export interface CommentsSeen {
  said: Set<number>;
  perAuthor: Cap;
}

/**
 * What one comment of a person teaches: the prompt about the hunk that it was written on, made by the
 * functions of the review, and the comment in the form of the answer. Without retrieved code, since
 * nobody knows the index of that day.
 */
export async function exampleOfComment(
  comment: PersonComment,
  pull: CommentedPull,
  settings: CommentSettings,
  seen: CommentsSeen,
): Promise<InstructionExample | Refused> {
  const read = readComment(comment);
  const refused = await refuseComment(read, settings);
  if (refused !== null) return refused;
  const hunk = readHunk(comment.hunk);
  if (hunk === null) return refusal("form", "its hunk cannot be read");
  if (isRepeated(read, seen.said)) return refusal("duplicates", "said before about the same code");
  const judged = (await settings.judge?.(comment)) ?? null;
  if (judged?.isValid === false) return refusal("expert", "noise in the expert's opinion");
  const asked = await askedAbout(read, hunk, pull, settings);
  if (typeof asked === "string") return refusal("form", asked);
  const finding = findingOfComment(read, asked.group, judged);
  if (typeof finding === "string") return refusal("form", finding);
  const id = exampleId("comment", pull.repositoryId, pull.number, comment.id);
  if (!seen.perAuthor.take(comment.author, id))
    return refusal("caps", "over the cap of its author");
  return {
    method: "sft",
    id,
    expert: REVIEW_EXPERT,
    decidedBy: "human_comment_led_to_change",
    prompt: draftPrompt(asked.input),
    completion: renderFindings([finding]),
    provenance: provenanceOf({
      repository: pull.repository,
      pullNumber: pull.number,
      commitSha: comment.commitSha,
      path: comment.path,
      author: comment.author,
      at: comment.createdAt,
      origin: "human_comment",
      model: null,
    }),
  };
}

/** The prompt that shows the commented line. */
async function askedAbout(
  { path, side, line }: PersonComment,
  hunk: Hunk,
  { repository, title, description }: CommentedPull,
  { language, window, instructionsFor = () => "" }: CommentSettings,
) {
  const policy: WordedPolicy = {
    language,
    forPath: (asked) => ({ instructions: instructionsFor(asked) }),
  };
  const file = {
    path,
    previousPath: null,
    status: "modified" as const,
    hunks: [hunk],
    isBinary: false,
    isSubmodule: false,
    isSymlink: false,
  };
  const prompts = await plainPrompts(file, { repository, title, description }, policy, window);
  const number = side === "RIGHT" ? "newLine" : "oldLine";
  const shown = prompts.find(({ group }) =>
    group.parts.some((part) => !part.isCut && part.lines.some((each) => each[number] === line)),
  );
  return shown ?? ("its line is not shown" as const);
}

/** Null for what is no hunk: GitHub has comments on whole files, too. */
export function readHunk(text: string): Hunk | null {
  try {
    return parseLoneHunk(text);
  } catch (error) {
    if (error instanceof UsageError) return null;
    throw error;
  }
}

/** The same words, apart from numbers and punctuation, about the same hunk. */
function isRepeated({ words, hunk }: ReadComment, said: Set<number>): boolean {
  const letters = words.text.toLowerCase().match(/\p{L}+/gu) ?? [];
  const normal = `${letters.join(" ")}\0${words.suggestion ?? ""}`;
  const code = hunk.replace(/^@@.*$/gm, "").replace(/\s+/g, "");
  const key = createHash("sha256").update(`${normal}\0${code}`).digest().readUIntBE(0, 6);
  if (said.has(key)) return true;
  said.add(key);
  return false;
}

function refusal(filter: string, reason: string): Refused {
  return { filter, reason };
}
