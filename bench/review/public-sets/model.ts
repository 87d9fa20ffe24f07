import type { Prompt } from "@devflow/expert";

/** A problem that people agreed on. */
export interface Golden {
  text: string;
  severity: string;
  /** Where the set says so; Martian's has no places. */
  place: { path: string; startLine: number; endLine: number; side: "LEFT" | "RIGHT" } | null;
}

/** A pull request of a public set. */
export interface PublicPull {
  url: string;
  owner: string;
  name: string;
  /** NaN where the set names a commit. */
  number: number;
  /** Null: found by the number of the pull request. */
  commits: { base: string; head: string } | null;
  golden: Golden[];
}

/** What one set is, read from a checkout of its repository on this machine. */
export interface PublicSet {
  pulls: PublicPull[];
  /** The set's own question, with its own words, for one golden comment and one of ours. */
  judgePrompt(golden: string, candidate: string): Prompt;
  /** Null where the answer cannot be read. */
  readVerdict(answer: string): boolean | null;
  /** Lines between both that still count as the same place; null: the place does not count. */
  maxLineDistance: number | null;
}

/** What a URL of GitHub names: a pull request, or a single commit with its parent as the base. */
export function pullOf(url: string): Omit<PublicPull, "golden"> {
  const match = /github\.com\/([^/]+)\/([^/]+)\/(?:pull\/(\d+)|commit\/([0-9a-f]{40}))/.exec(url);
  const [, owner = "", name = "", number, sha] = match ?? [];
  const commits = sha === undefined ? null : { base: `${sha}^`, head: sha };
  return { url, owner, name, number: Number(number ?? Number.NaN), commits };
}
