import { Command, InvalidArgumentError } from "commander";

export interface ContextOptions {
  repo: string;
  base?: string;
  head?: string;
  json?: true;
  maxTokens: number;
  data?: string;
}

const maxTokensLimit = 100_000;

const details = `
Prints, for each hunk of a change, the code that DevFlow would show to an expert beside it, and why:

  definition  what a name on a changed line means: same file, import, same folder, or the only one
  caller      who uses, implements or overrides what the hunk changes or removes
  test        tests of it: by their imports and uses, else by their name
  duplicate   nearly the same code as the hunk edits, and not edited too
  similar     code that looks like it, or files that usually change with it
  review      a comment that was made on similar code before
  convention  what the nearest CONTRIBUTING, AGENTS.md or style guide says

Base and head are found as \`devflow review\` finds them. The index is brought to the head first; that
is quick when little changed. No expert is asked. PATHs limit it to files or folders of the change.

Examples:
  $ devflow context                         what is ahead of the default branch, or the last commit
  $ devflow context --head worktree src/    what is not committed yet, below src/
  $ devflow context --max-tokens 4000 --json | jq '.hunks[].items[] | .reason'`;

export function contextCommand(): Command {
  return new Command("context")
    .description("Show what in the code base matters for each hunk of a change.")
    .argument("[path...]", "files or folders of the change (default: all)")
    .option("--repo <dir>", "the checkout", ".")
    .option("--base <rev>", "what the change is compared with")
    .option("--head <rev>", "the change's last commit, or `worktree`")
    .option("--json", "print as JSON")
    .option("--max-tokens <n>", "room for the context of one hunk", parseTokens, 2_000)
    .option("--data <dir>", "where the index is kept (default: DEVFLOW_DATA, else .devflow)")
    .addHelpText("after", details)
    .action(async (paths: string[], options: ContextOptions) => {
      const { runContext } = await import("./run-context.ts");
      await runContext(paths, options);
    });
}

function parseTokens(text: string): number {
  const tokens = Number(text);
  if (!Number.isInteger(tokens) || tokens < 1 || tokens > maxTokensLimit) {
    throw new InvalidArgumentError(`a whole number from 1 to ${maxTokensLimit}`);
  }
  return tokens;
}
