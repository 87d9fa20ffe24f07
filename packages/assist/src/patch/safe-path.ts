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
  return !path.split("/").some((part) => deviceName.test(part) || shortName.test(part));
}

/** Windows opens a device by these names, whatever stands behind a dot. */
const deviceName = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?$/i;

/** By which Windows also knows a longer name: `VSCODE~1` is `.vscode`. */
const shortName = /^[^~]{1,6}~\d{1,6}(?:\.[^.]{0,3})?$/;

/** What editors, shells, git, build servers, agents and DevFlow run or obey without being asked: folders, then files. */
const obeyed = [
  String.raw`\.(?:github|gitlab|circleci|ci|buildkite|woodpecker|semaphore|teamcity)`,
  String.raw`\.(?:vscode|idea|fleet|zed|devcontainer|husky|githooks|cargo|mvn|yarn|mise|direnv|devflow)`,
  String.raw`\.(?:claude|cursor|codex|gemini|windsurf|continue|aider.*|kiro)`,
  String.raw`\.gitlab-ci\.ya?ml|\.woodpecker\.ya?ml|\.drone\.ya?ml|\.travis\.ya?ml|\.?appveyor\.ya?ml|\.cirrus\.ya?ml`,
  String.raw`azure-pipelines\.ya?ml|bitbucket-pipelines\.ya?ml|cloudbuild\.ya?ml|jenkinsfile|\.gitpod\.ya?ml`,
  String.raw`\.git(?:attributes|modules|config)|\.pre-commit-config\.ya?ml|\.?lefthook\.ya?ml|\.devflow\.ya?ml`,
  String.raw`\.?mise\.toml|\.tool-versions|\.envrc|rust-toolchain(?:\.toml)?|gradle-wrapper\.properties|\.bazelrc`,
  String.raw`\.(?:bashrc|bash_\w+|profile|zshrc|zshenv|zprofile|zlogin|zlogout|cshrc|kshrc|inputrc)|config\.fish`,
  String.raw`\.(?:g?vimrc|nvimrc|nvim\.lua|exrc|emacs|dir-locals\.el|gdbinit|lldbinit|irbrc|pryrc|pythonrc\.py)`,
  String.raw`(?:site|user)customize\.py|.*\.pth|\.npmrc|\.yarnrc(?:\.ya?ml)?|\.pnpmfile\.c?js|\.pnp\..*js`,
  // What was installed runs, and git does not show that it changed.
  String.raw`node_modules|site-packages|\.?venv|__pycache__|\.(?:tox|nox|gradle|terraform|bundle)`,
  String.raw`\.devcontainer\.json|.*\.code-workspace|.*\.desktop|autorun\.inf`,
  String.raw`(?:agents|claude|gemini|copilot-instructions)\.md|\.cursorrules|\.windsurfrules|\.mcp\.json`,
];
const obeyedName = new RegExp(`^(?:${obeyed.join("|")})$`, "iu");

/** What somebody runs who builds, tests or lints: by hand, or by an extension of their editor. */
const builds = [
  String.raw`package\.json|deno\.jsonc?|bunfig\.toml|.*\.config\.[cm]?[jt]s|\.(?:eslint|prettier|babel|mocha|stylelint)rc.*`,
  String.raw`(?:gulp|grunt)file\..*|(?:gnu)?makefile|.*\.mk|justfile|taskfile\.ya?ml|rakefile|procfile|vagrantfile`,
  String.raw`(?:.*\.)?dockerfile(?:\..*)?|(?:docker-)?compose.*\.ya?ml|.*\.(?:sh|bash|zsh|fish|ps1|psm1|bat|cmd|tf|service)`,
  String.raw`setup\.(?:py|cfg)|pyproject\.toml|tox\.ini|noxfile\.py|conftest\.py|requirements.*\.txt`,
  String.raw`build\.rs|cargo\.toml|gemfile|.*\.gemspec|\.rspec|composer\.json|pom\.xml|mvnw|gradlew|.*\.gradle(?:\.kts)?`,
  String.raw`cmakelists\.txt|.*\.cmake|meson\.build|build\.xml|.*\.(?:csproj|fsproj|vbproj|props|targets)`,
];
const buildName = new RegExp(`^(?:${builds.join("|")})$`, "i");

/**
 * True for a file that something would run or obey as soon as it is there: an answer of a model makes none, and
 * changes none but the one that somebody asked about.
 */
export function isObeyed(path: string): boolean {
  return path.split("/").some((part) => obeyedName.test(part));
}

/** True for a file that is run when somebody builds, tests or lints: a change of it is to be looked at. */
export function isBuildFile(path: string): boolean {
  return buildName.test(path.slice(path.lastIndexOf("/") + 1));
}
