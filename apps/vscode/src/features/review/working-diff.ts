import { createTwoFilesPatch } from "diff";

/** A file of the working tree and what it was at the base. */
export interface WorkingFile {
  /** From the repository's root, with forward slashes; of a deleted file the old path. */
  path: string;
  /** Where a renamed file was, else null. */
  previousPath: string | null;
  /** Null where it was not there. */
  oldText: string | null;
  /** As the editor has it, saved or not; null where it is deleted. */
  newText: string | null;
}

export interface WorkingDiff {
  /** As `git diff` prints it. */
  diff: string;
  /** In it, so that the server can tell a whole one. */
  files: number;
  leftOut: { path: string; reason: string }[];
}

/** Larger files are not compared: nobody reviews them, and comparing takes long. */
const MAX_FILE_CHARACTERS = 1_000_000;
const TIMEOUT_MS = 2_000;
/** What the server takes. */
const MAX_DIFF_CHARACTERS = 4_000_000;

/**
 * The unified diff of the working tree, made from texts: it has what the editor has not saved yet, and
 * no setting of git changes its form.
 */
export function workingDiff(files: readonly WorkingFile[]): WorkingDiff {
  const leftOut: WorkingDiff["leftOut"] = [];
  const parts: string[] = [];
  let length = 0;
  for (const file of files) {
    const outcome = diffOfFile(file);
    if (outcome === null) continue;
    const { path } = file;
    if (typeof outcome !== "string") leftOut.push({ path, reason: outcome.reason });
    else if (length + outcome.length > MAX_DIFF_CHARACTERS) leftOut.push({ path, reason: noRoom });
    else {
      parts.push(outcome);
      length += outcome.length;
    }
  }
  return { diff: parts.join(""), files: parts.length, leftOut };
}

const noRoom = `no room: all changes together are larger than ${MAX_DIFF_CHARACTERS} characters`;

/**
 * Lines as the editor has them, without a mark of the encoding: git shows files with the line ends of the
 * repository, the editor with its own, and one who changes only these changes no line.
 */
export function asLines(text: string): string {
  return text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
}

function diffOfFile(file: WorkingFile): string | { reason: string } | null {
  const { path, oldText, newText } = file;
  const previous = file.previousPath ?? path;
  if (oldText === newText && previous === path) return null;
  for (const text of [oldText ?? "", newText ?? ""]) {
    if (text.length > MAX_FILE_CHARACTERS)
      return { reason: `larger than ${MAX_FILE_CHARACTERS} characters` };
    if (text.includes("\0")) return { reason: "not a text" };
  }
  const patch = createTwoFilesPatch(
    "old",
    "new",
    oldText ?? "",
    newText ?? "",
    undefined,
    undefined,
    {
      context: 3,
      timeout: TIMEOUT_MS,
    },
  );
  if (patch === undefined) return { reason: `comparing took longer than ${TIMEOUT_MS} ms` };
  const hunks = hunksOf(patch);
  if (hunks === "") return header(file, previous);
  const before = oldText === null ? "/dev/null" : quoted(`a/${previous}`);
  const after = newText === null ? "/dev/null" : quoted(`b/${path}`);
  return `${header(file, previous)}--- ${before}\n+++ ${after}\n${hunks}`;
}

function header({ path, oldText, newText }: WorkingFile, previous: string): string {
  const lines = [`diff --git ${quoted(`a/${previous}`)} ${quoted(`b/${path}`)}`];
  if (oldText === null) lines.push("new file mode 100644");
  if (newText === null) lines.push("deleted file mode 100644");
  if (previous !== path) lines.push(`rename from ${quoted(previous)}`, `rename to ${quoted(path)}`);
  return `${lines.join("\n")}\n`;
}

/** The hunks alone; of an empty range git names the line before it, jsdiff the line after it. */
function hunksOf(patch: string): string {
  const start = patch.indexOf("\n@@ ");
  if (start < 0) return "";
  return patch
    .slice(start + 1)
    .replace(/^@@ -(\d+),0 /gm, (_, line) => `@@ -${Math.max(0, Number(line) - 1)},0 `)
    .replace(
      /^(@@ -\S+) \+(\d+),0 /gm,
      (_, old, line) => `${old} +${Math.max(0, Number(line) - 1)},0 `,
    );
}

/** As git writes a name with a quote, a backslash or a control character in it. */
function quoted(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is quoted
  if (!/["\\\u0000-\u001f]/.test(name)) return name;
  return JSON.stringify(name);
}
