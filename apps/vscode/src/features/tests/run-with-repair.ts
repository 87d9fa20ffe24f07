import type { RunOutcome } from "./test-task.ts";

/** What running tests is made of; each step gives nothing where the person cancels it or it fails. */
export interface TestSteps<Repair> {
  run(): Promise<RunOutcome | undefined>;
  /** What a run came to, of the first tests or of their repair. */
  told(outcome: RunOutcome, repair: Repair | null): void;
  /** Asks for a repair with what a run printed; null where none came. */
  ask(output: string): Promise<Repair | null | undefined>;
  /** Shows it, and writes it where the person takes it. */
  show(repair: Repair): Promise<boolean>;
}

/**
 * Runs the tests, and once more with a repair where they fail. What a run prints may be written by anybody, and a
 * repair is made of it: as the tests before it, it is seen before it is run.
 */
export async function runWithRepair<Repair>({
  run,
  told,
  ask,
  show,
}: TestSteps<Repair>): Promise<(RunOutcome & { isRepaired: boolean }) | null> {
  const first = await run();
  if (first === undefined) return null;
  told(first, null);
  const { exitCode, output } = first;
  const repair = exitCode === 0 || output === null ? null : await ask(output);
  if (repair === null || repair === undefined || !(await show(repair))) {
    return { ...first, isRepaired: false };
  }
  const second = await run();
  if (second === undefined) return null;
  told(second, repair);
  return { ...second, isRepaired: true };
}
