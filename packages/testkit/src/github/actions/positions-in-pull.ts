import { HttpError, unprocessable } from "../http/reply.ts";
import type { DiffSide, Pull } from "../model.ts";
import { findPlace, findPosition, type Place } from "../positions.ts";
import { pullCommits, pullFiles } from "../pull-diff.ts";

/** Where a client wants a comment: by line and side, or by the old position in the patch. */
export interface WantedPlace {
  path: string;
  line?: number | undefined;
  side?: string | undefined;
  startLine?: number | undefined;
  startSide?: string | undefined;
  position?: number | undefined;
}

export interface FoundPlace extends Place {
  path: string;
  side: DiffSide;
  line: number;
  startSide: DiffSide | null;
  startLine: number | null;
}

/** Sentences of GitHub's refusal; several are joined into one string, as GitHub joins them. */
const noHunk = "Pull request review thread diff hunk can't be blank";

export class PositionRefused extends Error {
  /** Property names of the thread that are wrong, for the comments API. */
  readonly fields: { field: string; message: string }[];

  constructor(fields: { field: string; message: string }[]) {
    super("position refused");
    this.fields = fields;
  }

  /** As `POST …/reviews` answers. */
  asReviewError(): HttpError {
    const sentences = this.fields.map(
      ({ field, message }) => `Pull request review thread ${field.replace("_", " ")} ${message}`,
    );
    const isBlank = this.fields.some(({ message }) => message !== "must precede the end line.");
    const all = isBlank ? [...sentences, noHunk] : sentences;
    const last = all.pop() ?? "";
    const joined = all.length < 2 ? [...all, last].join(" and ") : `${all.join(", ")}, and ${last}`;
    return unprocessable(joined);
  }

  /** As `POST …/comments` answers. */
  asCommentError(): HttpError {
    const resource = "PullRequestReviewComment";
    const errors = this.fields.map(({ field, message }) => {
      const full = `pull_request_review_thread.${field}`;
      return { resource, code: "custom", field: full, message: `${full} ${message}` };
    });
    const blank = {
      resource,
      code: "missing_field",
      field: "pull_request_review_thread.diff_hunk",
    };
    return new HttpError(422, "Validation Failed", { errors: [...errors, blank] });
  }
}

function sideOf(side: string | undefined, field: string): DiffSide {
  if (side === undefined || side === "RIGHT") return "RIGHT";
  if (side === "LEFT") return "LEFT";
  throw new PositionRefused([{ field, message: "is not included in the list" }]);
}

function findStart(patch: string, wanted: WantedPlace, side: DiffSide, end: Place) {
  const { startLine } = wanted;
  if (startLine === undefined) return null;
  const startSide = sideOf(wanted.startSide ?? side, "start_side");
  const start = findPlace(patch, startSide, startLine);
  if (start === null || start.hunk !== end.hunk) {
    const message = "must be part of the same hunk as the line.";
    throw new PositionRefused([{ field: "start_line", message }]);
  }
  if (start.position >= end.position) {
    throw new PositionRefused([{ field: "start_line", message: "must precede the end line." }]);
  }
  return { startSide, startLine };
}

function findInPatch(patch: string, wanted: WantedPlace): FoundPlace {
  const { path } = wanted;
  const none = { startSide: null, startLine: null };
  if (wanted.line === undefined) {
    const found = findPosition(patch, wanted.position ?? 0);
    if (found === null) throw new PositionRefused([{ field: "position", message: "is invalid" }]);
    return { path, side: found.side, line: found.line, ...none, ...found.place };
  }
  const side = sideOf(wanted.side, "side");
  const place = findPlace(patch, side, wanted.line);
  if (place === null) {
    const start = { field: "start_line", message: "must be part of the same hunk as the line." };
    throw new PositionRefused([
      { field: "line", message: "must be part of the diff" },
      ...(wanted.startLine === undefined ? [] : [start]),
    ]);
  }
  const start = findStart(patch, wanted, side, place) ?? none;
  return { path, side, line: wanted.line, ...start, ...place };
}

/**
 * The place in the pull request's diff as of `commitId`. Throws {@link PositionRefused} where
 * GitHub refuses: a path that is not in the diff, a line outside every hunk, a range that leaves
 * its hunk or runs backwards.
 */
export async function findInPull(
  pull: Pull,
  commitId: string,
  wanted: WantedPlace,
): Promise<FoundPlace> {
  const files = await pullFiles(pull, commitId);
  const file = files.find((each) => each.path === wanted.path);
  if (file === undefined) throw new PositionRefused([{ field: "path", message: "is invalid" }]);
  return findInPatch(file.patch ?? "", wanted);
}

/** Whether a commit is one of the pull request's own. */
export async function isPullCommit(pull: Pull, commitId: string): Promise<boolean> {
  return pull.head.sha === commitId || (await pullCommits(pull)).includes(commitId);
}
