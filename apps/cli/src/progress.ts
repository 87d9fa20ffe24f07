import ora from "ora";

export interface Progress {
  /** Shows what is being done now, with how far it is when `total` is known. */
  step(text: string, done?: number, total?: number): void;
  /** A line that stays. */
  note(text: string): void;
  stop(): void;
}

/** Between two lines where nobody watches a spinner: a log is not to be silent for longer. */
const lineEveryMs = 10_000;

/** Before such a line: it says that work goes on, and nothing else. */
export const goingOn = "… ";

/** Progress on standard error: a spinner on a terminal, a line every ten seconds elsewhere. */
export function startProgress(): Progress {
  const spinner = ora({ stream: process.stderr, discardStdin: false });
  let lastLineMs = performance.now();
  return {
    step(text, done, total) {
      const line = total === undefined ? text : `${text} ${done ?? 0}/${total}`;
      if (process.stderr.isTTY) {
        spinner.text = line;
        if (!spinner.isSpinning) spinner.start();
      } else if (performance.now() - lastLineMs >= lineEveryMs) {
        lastLineMs = performance.now();
        process.stderr.write(`${goingOn}${line}\n`);
      }
    },
    note(text) {
      const wasSpinning = spinner.isSpinning;
      if (wasSpinning) spinner.stop();
      process.stderr.write(`${text}\n`);
      lastLineMs = performance.now();
      if (wasSpinning) spinner.start();
    },
    stop() {
      spinner.stop();
    },
  };
}
