import { Command, InvalidArgumentError } from "commander";

export interface SearchOptions {
  repo: string;
  limit: number;
  json?: true;
  explain?: true;
  data?: string;
}

const maxLimit = 100;

const help = `
The index is brought to HEAD first; that is quick when little changed.

With --explain a score is shown as its parts. Full text (BM25) and vectors (cosine) each give
a list; the places in them are fused, 1 for the first of both. Rules then add to that
("definition": the name that was asked for is defined here; "path words": words of the query
in the file's name or folder; "share of the file's name": how much of the name was said;
"best of its file": other chunks of the file fit too) or multiply it ("kind of file": tests,
examples, barrels and data count less; "older version": v1 beside v2; "further chunk of its
file": half each).

Examples:
  devflow search "where are webhooks verified"
  devflow search UserStore.find --explain
  devflow search "retry with backoff" --explain --json --limit 3`;

export function searchCommand(): Command {
  return new Command("search")
    .description("Search the code of a checkout by name or meaning.")
    .argument("<query>", "a name, or words")
    .option("--repo <dir>", "the checkout", ".")
    .option("--limit <n>", `how many hits, 1 to ${maxLimit}`, parseLimit, 10)
    .option("--json", "print the hits as JSON")
    .option("--explain", "show how each score came about")
    .option("--data <dir>", "where the index is kept (default: DEVFLOW_DATA, else .devflow)")
    .addHelpText("after", help)
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
