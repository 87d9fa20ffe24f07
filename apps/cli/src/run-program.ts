import { coerceError, ExternalError, UsageError } from "@devflow/errors";
import { type Command, CommanderError } from "commander";
import { exitCodes } from "./exit-codes.ts";
import { isInterrupted } from "./interrupt.ts";

/** Runs the command line and gives the exit code. Errors of people get one line and a next step. */
export async function runProgram(program: Command, argv: readonly string[]): Promise<number> {
  exitOverride(program);
  try {
    await program.parseAsync([...argv]);
    return Number(process.exitCode ?? exitCodes.ok);
  } catch (thrown) {
    return report(coerceError(thrown));
  }
}

function exitOverride(command: Command): void {
  command.exitOverride();
  for (const child of command.commands) exitOverride(child);
}

function report(error: Error): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  if (isInterrupted(error)) {
    process.stderr.write("Interrupted. Nothing is lost: what was indexed stays indexed.\n");
    return exitCodes.interrupted;
  }
  if (error instanceof UsageError) {
    process.stderr.write(`error: ${error.message}\n${error.nextStep}\n`);
    return exitCodes.usage;
  }
  if (error instanceof ExternalError) {
    const next = error.retryable ? "Try again." : "`devflow doctor` checks what DevFlow needs.";
    process.stderr.write(`error: ${error.service}: ${error.message}\n${next}\n`);
    return exitCodes.external;
  }
  process.stderr.write(`This is a bug in DevFlow. Please report it with the lines below.\n`);
  process.stderr.write(`${error.stack ?? error.message}\n`);
  return exitCodes.bug;
}
