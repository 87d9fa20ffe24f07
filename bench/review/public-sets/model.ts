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

export function pullOf(url: string): Pick<PublicPull, "url" | "owner" | "name" | "number"> {
  const match = /github\.com\/([^/]+)\/([^/]+)\/pull\/(\d+)/.exec(url);
  const [, owner = "", name = "", number = ""] = match ?? [];
  return { url, owner, name, number: Number(number) };
}
