import { runGit } from "./run-git.ts";

/** A file to write: text, bytes, or one of the special kinds; null deletes. */
export type FileContent =
  | string
  | Buffer
  | null
  | { executable: string | Buffer }
  | { symlink: string }
  | { submodule: string };

export type Files = Record<string, FileContent>;

export interface CommitRequest {
  branch: string;
  /** Parent commit; null starts the branch anew. */
  parent: string | null;
  /** The tree that the files are written into; null: the parent's. */
  tree: string | null;
  files: Files;
  message: string;
  author: { name: string; email: string };
  /** Seconds since the epoch. */
  time: number;
}

function data(content: string | Buffer): Buffer[] {
  const bytes = Buffer.from(content);
  return [Buffer.from(`data ${bytes.length}\n`), bytes, Buffer.from("\n")];
}

function quoted(path: string): string {
  return `"${path.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
}

function change(path: string, content: FileContent): Buffer[] {
  const inline = (mode: string, bytes: string | Buffer) => [
    Buffer.from(`M ${mode} inline ${quoted(path)}\n`),
    ...data(bytes),
  ];
  if (content === null) return [Buffer.from(`D ${quoted(path)}\n`)];
  if (typeof content === "string" || Buffer.isBuffer(content)) return inline("100644", content);
  if ("executable" in content) return inline("100755", content.executable);
  if ("symlink" in content) return inline("120000", content.symlink);
  return [Buffer.from(`M 160000 ${content.submodule} ${quoted(path)}\n`)];
}

/**
 * One commit by `git fast-import`: one process for any number of files, bytes kept as they are.
 * Moves the branch and gives the commit's id.
 */
export async function commitFiles(gitDirectory: string, request: CommitRequest): Promise<string> {
  const { name, email } = request.author;
  const stamp = `${name} <${email}> ${request.time} +0000\n`;
  const stream = [
    Buffer.from(`commit refs/heads/${request.branch}\nmark :1\n`),
    Buffer.from(`author ${stamp}committer ${stamp}`),
    ...data(request.message),
    ...(request.parent === null ? [] : [Buffer.from(`from ${request.parent}\n`)]),
    ...(request.tree === null ? [] : [Buffer.from(`M 040000 ${request.tree} ""\n`)]),
    ...Object.entries(request.files).flatMap(([path, content]) => change(path, content)),
    Buffer.from("\nget-mark :1\ndone\n"),
  ];
  const args = ["fast-import", "--quiet", "--force", "--done", "--date-format=raw"];
  const output = await runGit(gitDirectory, args, Buffer.concat(stream));
  return output.toString("utf8").trim();
}
