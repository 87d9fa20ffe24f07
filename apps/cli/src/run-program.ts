import { coerceError, ExternalError, UsageError } from "@devflow/errors";
import { type Command, CommanderError } from "commander";
import { exitCodes } from "./exit-codes.ts";
import { isInterrupted } from "./interrupt.ts";

/** Runs the command line and gives the exit code. Errors of people get one line and a next step. */
export async function runProgram(program: Command, argv: readonly string[]): Promise<number> {
  prepare(program, program.name());
  try {
    await program.parseAsync([...argv]);
    return Number(process.exitCode ?? exitCodes.ok);
  } catch (thrown) {
    return report(coerceError(thrown));
  }
}

/** No command ends the process by itself, and each says where its help is. */
function prepare(command: Command, name: string): void {
  command.exitOverride().showHelpAfterError(`\`${name} --help\` shows what there is.`);
  for (const child of command.commands) prepare(child, `${name} ${child.name()}`);
}

function report(error: Error): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  if (isInterrupted(error)) {
    process.stderr.write("Interrupted. Nothing is lost: what was done so far stays done.\n");
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
