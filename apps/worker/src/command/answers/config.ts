import {
  describeOrigin,
  describeProblem,
  type ExplainedKey,
  explainConfiguration,
  type ParsedRepositoryConfig,
} from "@devflow/config";
import { readTeamSettings, safeCode, safeInline } from "@devflow/review";
import { baseFilesOf } from "../../review/base-files.ts";
import { type Answer, type CommandRun, said } from "../command-run.ts";
import { renderBlock } from "../render-answer.ts";

/** Characters of one value; longer ones are instructions, and the file has them. */
const maxValue = 120;
const maxFolders = 20;

/** `/config`: what holds here, and which file, profile or default says so. */
export async function showConfiguration(run: CommandRun): Promise<Answer> {
  const { context, github, command, pull, thread } = run;
  const base = baseFilesOf(github, command.repository, pull.baseSha);
  const { configuration } = await readTeamSettings(run.configuration, context.rules, base);
  const path = thread?.root.path ?? "";
  const keys = explainConfiguration(configuration, path);
  // Without a profile of its own a repository has the standard one, which is a default, too.
  const hasProfile = configuration.written.has("review.profile");
  const isDefault = ({ source }: ExplainedKey) =>
    source === "default" || (!hasProfile && source.startsWith("profile "));
  const written = keys.filter((key) => !isDefault(key));
  const parts = [
    path === ""
      ? "The configuration of this pull request, from its base branch."
      : `The configuration for ${safeCode(path)}, from the base branch.`,
    written.length === 0
      ? "Nothing is set; every value is a default."
      : renderBlock("yaml", written.map(lineOf).join("\n")),
    `<details><summary>Defaults</summary>\n\n${renderBlock("yaml", keys.filter(isDefault).map(lineOf).join("\n"))}\n\n</details>`,
    ...folders(configuration, path),
    ...problems(configuration),
  ];
  return said("configuration", parts.join("\n\n"));
}

function lineOf(key: ExplainedKey): string {
  const value = JSON.stringify(key.value) ?? "null";
  const shown = value.length > maxValue ? `${value.slice(0, maxValue).toWellFormed()}…` : value;
  const origin = describeOrigin(key);
  return `${key.key}: ${shown}${origin === "default" ? "" : `  # ${origin}`}`;
}

/** Other files hold below their folders; in a thread there `/config` shows what comes of them. */
function folders({ folders }: ParsedRepositoryConfig, path: string): string[] {
  if (path !== "" || folders.length === 0) return [];
  const names = folders.slice(0, maxFolders).map(({ folder }) => safeCode(folder));
  const more = folders.length > names.length ? ", and more" : "";
  return [`Folders with a file of their own: ${names.join(", ")}${more}.`];
}

function problems({ problems }: ParsedRepositoryConfig): string[] {
  if (problems.length === 0) return [];
  const lines = problems.map(
    (each) => `- ${safeInline(`${each.source}: ${describeProblem(each)}`)}`,
  );
  return [["Problems, for which the defaults stand in:", "", ...lines].join("\n")];
}
