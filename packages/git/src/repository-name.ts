import path from "node:path";
import { type GitOptions, runGit } from "./run-git.ts";

/** `owner/name` of the remote `origin` when its URL has such an end, else the folder's name. */
export async function repositoryName(root: string, options: GitOptions): Promise<string> {
  const { stdout } = await runGit(["config", "--get", "remote.origin.url"], options);
  // A URL, or `user@host:path`; a plain folder says nothing about an owner.
  const match = /^(?:\w+:\/\/|[^/]+:).*?([^/:@]+\/[^/:@]+?)(?:\.git)?\/?$/.exec(
    stdout.toString("utf8").trim(),
  );
  return match?.[1] ?? path.basename(root);
}
