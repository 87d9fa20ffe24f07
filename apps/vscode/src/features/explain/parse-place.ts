/** A place in a file of the workspace that an answer cites. */
export interface Place {
  /** From the repository's root, with forward slashes. */
  path: string;
  /** 1-based, both ends included; null where only the file is named. */
  lines: { startLine: number; endLine: number } | null;
}

const place =
  /^(?<path>[^\s:#?*"<>|\\]+?)(?:(?::|#)L?(?<start>\d{1,7})(?:[-–]L?(?<end>\d{1,7}))?)?$/;

/**
 * Reads `src/server.ts`, `src/server.ts:12`, `src/server.ts:12-20` or `src/server.ts#L12-L20`. Null for
 * anything else: addresses, absolute paths, and paths that leave the folder.
 */
export function parsePlace(text: string): Place | null {
  const groups = place.exec(text)?.groups;
  const path = groups?.path?.replace(/^\.\//, "");
  if (!path || !isInside(path)) return null;
  if (groups?.start === undefined) return { path, lines: null };
  const startLine = Math.max(1, Number(groups.start));
  return { path, lines: { startLine, endLine: Math.max(startLine, Number(groups.end ?? 0)) } };
}

/** A file's path below a folder, by its look: it names a folder or has an extension. */
function isInside(path: string): boolean {
  if (path.startsWith("/") || path.split("/").includes("..")) return false;
  return /(^|\/)[\w@.[\]$()+-]+\.[A-Za-z]\w{0,9}$/.test(path);
}
