/** What the benchmark and the process with the fake GitHub say to each other. */

/** Pull requests to open, one per branch. */
export interface Pulls {
  /** Each owner has an installation and one repository of its own. */
  owner: string;
  /** A checkout with `main` and the branches; null makes a small repository and small branches. */
  folder: string | null;
  branches: string[];
  /** The description. */
  body: string;
}

export interface OpenedPull {
  number: number;
  headSha: string;
  /** The bytes of GitHub's `opened` webhook. */
  payload: string;
}

export type RemoteCall = { id: number } & (
  | { kind: "open_pulls"; pulls: Pulls }
  | { kind: "posted"; owner: string; number: number }
  | { kind: "close" }
);

export interface Started {
  /** The settings that connect DevFlow with this GitHub. */
  environment: Record<string, string>;
  modelUrl: string;
}

export type RemoteReply = { id: number; value: unknown } | { id: number; failure: string };
