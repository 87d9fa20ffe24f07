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
  // Characters that nobody sees: some systems leave them out of names, so that `.g\u200cit` is `.git`.
  return !isOut && !/[\\\p{Cc}\p{Cf}]/u.test(path) && path.length <= 500 && path.isWellFormed();
}

/** True for a path that a new file may have on every system. */
export function isCreatable(path: string): boolean {
  if (!isInside(path) || /[:*?"<>|]/.test(path) || /[. ](?:\/|$)/.test(path)) return false;
  return !path.split("/").some((part) => deviceName.test(part));
}

/** Windows opens a device by these names, whatever stands behind a dot. */
const deviceName = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?$/i;

/** What editors, git, build servers and DevFlow run or obey without being asked, by its first folder or name. */
const obeyed =
  /^(?:\.github|\.gitlab|\.gitlab-ci\.ya?ml|\.circleci|\.ci|\.buildkite|\.woodpecker(?:\.ya?ml)?|\.drone\.ya?ml|\.travis\.ya?ml|azure-pipelines\.ya?ml|jenkinsfile|\.vscode|\.idea|\.fleet|\.zed|\.devcontainer(?:\.json)?|\.husky|\.githooks|\.pre-commit-config\.yaml|lefthook\.ya?ml|\.mise\.toml|\.cargo|\.mvn|\.devflow)$/i;
const obeyedAnywhere =
  /(?:^|\/)(?:\.gitattributes|\.gitmodules|\.gitconfig|\.devflow\.ya?ml|\.vscode\/.*|[^/]*\.code-workspace|agents\.md|claude\.md|\.cursorrules)$/i;

/**
 * True for a new file that something would run or obey as soon as it is there: an answer of a model
 * makes none. One that was sent may be changed: whoever sent it asked about it.
 */
export function isObeyed(path: string): boolean {
  return obeyed.test(path.split("/")[0] ?? "") || obeyedAnywhere.test(path);
}
