import type { FileDiff, Side } from "@devflow/diff";
import type { PromptPlace, SaidComment } from "@devflow/expert";
import type { CommandThread } from "./command-run.ts";

/** The lines that a thread stands on, as the expert reads of them. */
export function placeOf({ root }: CommandThread): PromptPlace {
  const isOutdated = root.line === null;
  const last = root.line ?? root.originalLine;
  const first = (isOutdated ? root.originalStartLine : root.startLine) ?? last;
  const range = first === last ? `line ${last}` : `lines ${first}-${last}`;
  const of = isOutdated ? " of an older version, changed since" : "";
  const side = root.side === "LEFT" ? " of the old file" : "";
  return { path: root.path, lines: `${range}${side}${of}`, code: root.diffHunk };
}

/** What was said in the thread before the command, without our hidden marks. */
export function conversationOf(thread: CommandThread, commandId: number): SaidComment[] {
  return thread.comments
    .filter(({ id }) => id !== commandId)
    .map(({ author, body }) => ({
      author: author.isSelf ? "reviewer" : author.login,
      body: body.replace(/<!--[\s\S]*?-->/g, "").trim(),
    }))
    .filter(({ body }) => body !== "");
}

/** The hunk of the newest head that a thread stands in; null when its lines have changed since. */
export function hunkOfThread(files: readonly FileDiff[], { root }: CommandThread): HunkHere | null {
  const { path, side, line } = root;
  return line === null ? null : hunkAt(files, { path, side, line });
}

/** A hunk of a file that is part of the change. */
export interface HunkHere {
  file: FileDiff;
  hunkIndex: number;
}

/** The hunk that shows a line; null when none does. */
export function hunkAt(
  files: readonly FileDiff[],
  { path, side, line }: { path: string; side: Side; line: number },
): HunkHere | null {
  const file = files.find((each) => each.path === path);
  const number = side === "LEFT" ? "oldLine" : "newLine";
  const hunkIndex = file?.hunks.findIndex(({ lines }) =>
    lines.some((each) => each[number] === line),
  );
  return file === undefined || hunkIndex === undefined || hunkIndex === -1
    ? null
    : { file, hunkIndex };
}
