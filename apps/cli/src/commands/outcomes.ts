import type { Grouping } from "@devflow/dataset/outcomes";
import { Command, InvalidArgumentError, Option } from "commander";

export interface OutcomesOptions {
  repo?: string;
  by: Grouping;
  since?: Date;
  json?: true;
  data?: string;
}

/** Named here, so that help loads nothing; the type holds it to what there is. */
const groupings = Object.keys({
  rule: true,
  category: true,
  repository: true,
  expert: true,
} satisfies Record<Grouping, true>);

const help = `
What became of findings is read from GitHub when something happens on their pull request, and
every night until three days after its end: suggestions that were committed, flagged lines that
were changed, threads that were resolved, reactions, replies and dismissals.

  addressed    of findings on merged pull requests: the suggestion was committed, or the flagged
               lines were changed before the merge and not put back
  acted on     addressed, or people said that they want it: agreed, will fix, a thumb up
  committed    of findings with a suggestion: it was committed as it was
  wanted, unwanted, undecided
               what can be learned from each; findings that nobody answered teach nothing

Shares come with their 95 % interval (Wilson): a few findings prove little. Findings of rules that
were switched off since are left out.

Examples:
  devflow outcomes
  devflow outcomes --by rule --repo acme/shop
  devflow outcomes --by expert --since 2026-10-01 --json`;

export function outcomesCommand(): Command {
  return new Command("outcomes")
    .description("Say what became of findings: addressed, wanted, unwanted, by rule or by expert.")
    .option("--repo <name>", "only this repository: owner/name, or a folder")
    .addOption(
      new Option("--by <group>", "one line for each")
        .choices(groupings)
        .default("repository" satisfies Grouping),
    )
    .option("--since <day>", "only what was said since then, for example 2026-10-01", parseDay)
    .option("--json", "print the measures as JSON")
    .option("--data <dir>", "where the database is (default: DEVFLOW_DATA, else .devflow)")
    .addHelpText("after", help)
    .action(async (options: OutcomesOptions) => {
      const { runOutcomes } = await import("./run-outcomes.ts");
      await runOutcomes(options);
    });
}

function parseDay(text: string): Date {
  const day = new Date(`${text}T00:00:00Z`);
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || Number.isNaN(day.getTime())) {
    throw new InvalidArgumentError("a day such as 2026-10-01");
  }
  return day;
}
