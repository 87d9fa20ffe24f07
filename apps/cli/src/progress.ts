import ora from "ora";

export interface Progress {
  /** Shows what is being done now, with how far it is when `total` is known. */
  step(text: string, done?: number, total?: number): void;
  /** A line that stays. */
  note(text: string): void;
  stop(): void;
}

/** Progress on standard error: a spinner on a terminal, nothing but notes elsewhere. */
export function startProgress(): Progress {
  const spinner = ora({ stream: process.stderr, discardStdin: false });
  return {
    step(text, done, total) {
      if (!process.stderr.isTTY) return;
      spinner.text = total === undefined ? text : `${text} ${done ?? 0}/${total}`;
      if (!spinner.isSpinning) spinner.start();
    },
    note(text) {
      const wasSpinning = spinner.isSpinning;
      if (wasSpinning) spinner.stop();
      process.stderr.write(`${text}\n`);
      if (wasSpinning) spinner.start();
    },
    stop() {
      spinner.stop();
    },
  };
}
