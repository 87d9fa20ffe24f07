import { flaggedLinesNow } from "@devflow/dataset";
import type { PastComment, PastPullRequest } from "@devflow/github";
import type { FileReader } from "./file-reader.ts";
import { linesOfHunk } from "./hunk-lines.ts";

/** Below it, lines such as `}` are found anywhere: nothing is concluded from them. */
const tellingCharacters = 10;

interface Asked {
  comment: PastComment;
  /** The newest head, or where that is gone the merge commit. */
  endSha: string;
}

export interface JudgedLines {
  /**
   * Whether the lines that people commented on were changed until the end of the pull request, by the
   * id of the comment; null where that cannot be told. Replies share it with their thread's first
   * comment.
   */
  linesChanged: Map<number, boolean | null>;
  /** The new side of the file as it was commented, by the id of the comment; as far as it was read. */
  filesSaid: Map<number, string>;
}

/** What became of commented lines. Bots are left out: what machines say is not looked at later. */
export async function judgeLines(
  pulls: readonly PastPullRequest[],
  files: FileReader,
): Promise<JudgedLines> {
  const roots = pulls.map((pull) => ({
    pull,
    comments: pull.comments.filter(({ replyToId, author }) => replyToId === null && !author.isBot),
  }));
  const commented = roots.filter(({ comments }) => comments.length > 0);
  const ends = commented.flatMap(({ pull }) => endsOf(pull));
  await files.look([], ends);
  const asked = commented.flatMap(({ pull, comments }): Asked[] => {
    const endSha = endsOf(pull).find((sha) => files.hasCommit(sha));
    return endSha === undefined ? [] : comments.map((comment) => ({ comment, endSha }));
  });
  const renamed = await lookAtFiles(asked, files);
  const linesChanged = new Map<number, boolean | null>();
  const filesSaid = new Map<number, string>();
  for (const each of asked) {
    linesChanged.set(each.comment.id, judge(each, files, renamed));
    const [before] = blobsOf(each, files, renamed);
    const said = before === null ? null : files.textOf(before);
    if (said !== null) filesSaid.set(each.comment.id, said);
  }
  return { linesChanged, filesSaid };
}

function endsOf({ headSha, mergeSha }: PastPullRequest): string[] {
  return mergeSha === null ? [headSha] : [headSha, mergeSha];
}

/** Loads what is compared: both versions, where they differ. Gives the files' later names. */
async function lookAtFiles(asked: readonly Asked[], files: FileReader) {
  const before = asked.flatMap((each) => placeBefore(each) ?? []);
  await files.look([...before, ...asked.map(placeAfter)], []);
  const gone = asked.filter((each) => {
    const place = placeBefore(each);
    return (
      place !== null && files.blobAt(place) !== null && files.blobAt(placeAfter(each)) === null
    );
  });
  const renames = await files.renames(
    gone.map(({ comment, endSha }) => ({ from: comment.commitSha ?? "", to: endSha })),
  );
  const renamed = new Map<Asked, string>();
  for (const each of gone) {
    const { commitSha, path } = each.comment;
    const later = renames.get(`${commitSha} ${each.endSha} ${path}`);
    if (later !== undefined) renamed.set(each, later);
  }
  await files.look(
    [...renamed].map(([{ endSha }, path]) => ({ commitSha: endSha, path })),
    [],
  );
  const blobs = asked.flatMap((each) => {
    const [one, other] = blobsOf(each, files, renamed);
    const isSame = one !== null && other !== null && one.blobSha === other.blobSha;
    return isSame ? [] : [one, other].filter((blob) => blob !== null);
  });
  await files.read(blobs);
  return renamed;
}

function placeBefore({ comment }: Asked) {
  const { commitSha, side, path } = comment;
  // The old side is that of another commit, which nobody names: its lines are those of the hunk.
  return commitSha === null || side === "LEFT" ? null : { commitSha, path };
}

function placeAfter({ comment, endSha }: Asked) {
  return { commitSha: endSha, path: comment.path };
}

function blobsOf(each: Asked, files: FileReader, renamed: ReadonlyMap<Asked, string>) {
  const place = placeBefore(each);
  const path = renamed.get(each) ?? each.comment.path;
  return [
    place === null ? null : files.blobAt(place),
    files.blobAt({ commitSha: each.endSha, path }),
  ] as const;
}

function judge(
  each: Asked,
  files: FileReader,
  renamed: ReadonlyMap<Asked, string>,
): boolean | null {
  const { comment } = each;
  const [before, after] = blobsOf(each, files, renamed);
  if (before !== null && after !== null && before.blobSha === after.blobSha) return false;
  const now = after === null ? "" : files.textOf(after);
  if (now === null) return null;
  const said = before === null ? null : files.textOf(before);
  if (said === null) return byHunk(comment, now);
  const { startLine, line } = comment;
  const state = flaggedLinesNow(said, after === null ? null : now, {
    startLine,
    line,
    suggestion: null,
  });
  return state === null ? null : state !== "same";
}

/**
 * Where the file as it was commented is gone, or was the old side: of removed lines whether they
 * came back, of new ones whether they still stand. White space does not count.
 */
function byHunk({ hunk, side, startLine, line }: PastComment, now: string): boolean | null {
  const own = linesOfHunk(hunk, side)
    .filter(({ number }) => number >= startLine && number <= line)
    .map(({ text }) => bare(text))
    .filter((text) => text !== "");
  if (own.join("").length < tellingCharacters) return null;
  const lines = now.split("\n").map(bare).filter(Boolean);
  const stands = lines.some((_, at) => own.every((text, offset) => lines[at + offset] === text));
  return side === "LEFT" ? stands : !stands;
}

function bare(text: string): string {
  return text.replace(/\s+/g, "");
}
