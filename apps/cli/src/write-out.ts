import { ExternalError } from "@devflow/errors";

/**
 * Writes to standard output and waits until it is out: a pipe may take less than all at once. A
 * reader that went away (`| head`) has what it wanted and is no error. Raises ExternalError when
 * the output cannot be written, for example on a full disk.
 */
export function writeOut(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => {
      if (!error || isReaderGone(error)) return resolve();
      const { message } = error;
      reject(
        new ExternalError(`standard output: ${message}`, {
          service: "filesystem",
          retryable: true,
          cause: error,
        }),
      );
    });
  });
}

/**
 * Keeps a failed write from ending the process with a stack trace. Who needs to know waits for the
 * write, as {@link writeOut} does; for progress and help nobody does.
 */
export function tolerateFailedWrites(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
}

function isReaderGone(error: Error): boolean {
  return "code" in error && error.code === "EPIPE";
}
