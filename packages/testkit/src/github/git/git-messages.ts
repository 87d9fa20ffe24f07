/** One git to run. */
export interface GitRequest {
  id: number;
  cwd: string;
  args: string[];
  input: Buffer | undefined;
}

/** How it ended; `exitCode` is null where it was killed or could not be started. */
export interface GitAnswer {
  id: number;
  exitCode: number | null;
  stdout: Buffer;
  stderr: string;
}
