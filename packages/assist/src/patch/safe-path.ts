/** True for a path from the repository's root that stays in it and out of git's own folder. */
export function isInside(path: string): boolean {
  const isOut = path.split("/").some(
    (part) =>
      part === "" ||
      part === "." ||
      part === ".." ||
      // Windows and macOS read `.GIT`, `.git ` and `git~1` as well.
      /^(?:\.git|git~\d+)[. ]*$/i.test(part),
  );
  return !isOut && !/[\\\p{Cc}]/u.test(path) && path.length <= 500 && path.isWellFormed();
}

/** True for a path that a new file may have on every system. */
export function isCreatable(path: string): boolean {
  return isInside(path) && !/[:*?"<>|]/.test(path) && !/[. ](?:\/|$)/.test(path);
}
