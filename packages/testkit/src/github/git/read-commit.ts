import { rememberGit } from "./remember.ts";

export interface CommitInfo {
  sha: string;
  tree: string;
  parents: string[];
  author: { name: string; email: string; date: string };
  committer: { name: string; email: string; date: string };
  message: string;
}

const format = "%H%x00%T%x00%P%x00%an%x00%ae%x00%aI%x00%cn%x00%ce%x00%cI%x00%B%x01";

/** The commits named, in that order, by one git. */
export async function readCommits(gitDirectory: string, shas: string[]): Promise<CommitInfo[]> {
  if (shas.length === 0) return [];
  const args = ["log", "--no-walk=unsorted", `--format=${format}`, ...shas];
  const output = await rememberGit(gitDirectory, args);
  const records = (output ?? "").split("\x01").filter((part) => part.trim());
  return records.map((record) => {
    const fields = record.trimStart().split("\0");
    const [sha = "", tree = "", parents = "", name = "", email = "", date = ""] = fields;
    const [committerName = "", committerEmail = "", committerDate = "", message = ""] =
      fields.slice(6);
    return {
      sha,
      tree,
      parents: parents === "" ? [] : parents.split(" "),
      author: { name, email, date: utc(date) },
      committer: { name: committerName, email: committerEmail, date: utc(committerDate) },
      message: message.trimEnd(),
    };
  });
}

export async function readCommit(gitDirectory: string, sha: string): Promise<CommitInfo> {
  const [commit] = await readCommits(gitDirectory, [sha]);
  if (commit === undefined) throw new Error(`no commit ${sha}`);
  return commit;
}

function utc(date: string): string {
  return `${new Date(date).toISOString().slice(0, 19)}Z`;
}
