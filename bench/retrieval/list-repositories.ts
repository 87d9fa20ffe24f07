import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { UsageError } from "@devflow/errors";
import { buildRepository, type PublishedRepository } from "./build-repository.ts";
import { type Label, readLabels } from "./read-labels.ts";

/** Labels that may be tuned on, and labels that are only measured. */
export const sets = ["development", "held-out"] as const;
export type LabelSet = (typeof sets)[number];

export interface LabelledRepository {
  name: string;
  language: string;
  /** Null: not ours. */
  set: LabelSet | null;
  /** The folder of it that is indexed; empty for all of it. Paths of labels begin above it. */
  root: string;
  labels: Label[];
  /** Brings it to this machine when it is not there yet; gives its folder. */
  fetch(): Promise<string>;
}

/** Our own labels, for published packages that are downloaded into `cache`. */
export function listOwnRepositories(cache: string): LabelledRepository[] {
  const published: (PublishedRepository & { language: string; set: LabelSet })[] = JSON.parse(
    readFileSync(join(import.meta.dirname, "repositories.json"), "utf8"),
  );
  return published.map((repository) => {
    const { name, language, set, root } = repository;
    const file = join(import.meta.dirname, "labels", set, `${name}.json`);
    const labels = readLabels(file);
    if (labels === null) throw new Error(`${file} is missing`);
    return { name, language, set, root, labels, fetch: () => buildRepository(repository, cache) };
  });
}

/**
 * Labels and checkouts of somebody else, in semble's layout: `<labels>/<name>.json`,
 * `<checkouts>/<name>/`, and the list (name, language, benchmark_root) beside or above either.
 */
export function listForeignRepositories(labels: string, checkouts: string): LabelledRepository[] {
  const file = [labels, dirname(labels), checkouts, dirname(checkouts)]
    .map((folder) => join(folder, "repos.json"))
    .find(existsSync);
  if (file === undefined) {
    throw new UsageError(
      `There is no repos.json in ${labels} or above it.`,
      "Put the list of repositories (name, language, benchmark_root) there.",
    );
  }
  const list: { name: string; language: string; benchmark_root?: string | null }[] = JSON.parse(
    readFileSync(file, "utf8"),
  );
  return list.flatMap(({ name, language, benchmark_root: root }): LabelledRepository[] => {
    const folder = join(checkouts, name);
    const found = readLabels(join(labels, `${name}.json`));
    if (found === null || found.length === 0 || !existsSync(folder)) return [];
    return [
      { name, language, set: null, root: root ?? "", labels: found, fetch: async () => folder },
    ];
  });
}
