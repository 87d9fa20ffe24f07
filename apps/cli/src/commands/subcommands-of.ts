import type { Command } from "commander";

/** Makes a subcommand by its name with arguments, and what it does. */
export type Subcommand = (name: string, description: string) => Command;

/** Of a command whose subcommands all read the database and can all print JSON. */
export function subcommandsOf(command: Command): Subcommand {
  return (name, description) =>
    command
      .command(name)
      .description(description)
      .option("--json", "print JSON")
      .option("--data <dir>", "where the database is (default: DEVFLOW_DATA, else .devflow)");
}
