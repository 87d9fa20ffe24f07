import { Command, InvalidArgumentError } from "commander";

export interface SearchOptions {
  /** One at least. */
  repo: string[];
  limit: number;
  json?: true;
  explain?: true;
  data?: string;
}

const maxLimit = 100;

const help = `
The index is brought to HEAD first; that is quick when little changed. Several checkouts are
searched as one: what is rare in all of them counts most.

With --explain a score is shown as its parts. Full text (BM25) and vectors (cosine) each give
a list; their places and scores are fused, 1 for the first of both. Rules then add to that
("definition": the name that was asked for is defined here; "path words": words of the query
in the file's name or folder; "whole file name": each part of the file's name was said;
"best of its file", "good one of its file": other chunks of it fit too) or multiply it ("kind of file": tests,
examples, barrels and data count less; "a type, not code": interfaces and types, when a
sentence asks; "older version": v1 beside v2; "further chunk of its file": half each).

Examples:
  devflow search "where are webhooks verified"
  devflow search UserStore.find --explain
  devflow search "parse a date" --repo . --repo ../our-library
  devflow search "retry with backoff" --explain --json --limit 3`;

export function searchCommand(): Command {
  return new Command("search")
    .description("Search the code of one or several checkouts by name or meaning.")
    .argument("<query>", "a name, or words")
    .option("--repo <dir>", "a checkout; may be given several times (default: .)", addFolder)
    .option("--limit <n>", `how many hits, 1 to ${maxLimit}`, parseLimit, 10)
    .option("--json", "print the hits as JSON")
    .option("--explain", "show how each score came about")
    .option("--data <dir>", "where the index is kept (default: DEVFLOW_DATA, else .devflow)")
    .addHelpText("after", help)
    .action(async (query: string, { repo = ["."], ...options }: Partial<SearchOptions> & Given) => {
      const { runSearch } = await import("./run-search.ts");
      await runSearch(query, { ...options, repo });
    });
}

/** What has a default. */
type Given = Pick<SearchOptions, "limit">;

function addFolder(folder: string, others: string[] = []): string[] {
  return [...others, folder];
}

function parseLimit(text: string): number {
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > maxLimit) {
    throw new InvalidArgumentError(`a whole number from 1 to ${maxLimit}`);
  }
  return limit;
}
