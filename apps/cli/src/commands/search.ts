import { Command, InvalidArgumentError } from "commander";

export interface SearchOptions {
  repo: string;
  limit: number;
  json?: true;
  data?: string;
}

const maxLimit = 100;

export function searchCommand(): Command {
  return new Command("search")
    .description("Search the code of a checkout by name or meaning.")
    .argument("<query>", "a name, or words")
    .option("--repo <dir>", "the checkout", ".")
    .option("--limit <n>", `how many hits, 1 to ${maxLimit}`, parseLimit, 10)
    .option("--json", "print the hits as JSON")
    .option("--data <dir>", "where the index is kept (default: DEVFLOW_DATA, else .devflow)")
    .addHelpText(
      "after",
      "\nThe index is brought to HEAD first; that is quick when little changed.",
    )
    .action(async (query: string, options: SearchOptions) => {
      const { runSearch } = await import("./run-search.ts");
      await runSearch(query, options);
    });
}

function parseLimit(text: string): number {
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > maxLimit) {
    throw new InvalidArgumentError(`a whole number from 1 to ${maxLimit}`);
  }
  return limit;
}
