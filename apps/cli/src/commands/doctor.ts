import { styleText } from "node:util";
import { Command } from "commander";
import { type Check, checkEverything } from "../doctor/check-everything.ts";
import { exitCodes } from "../exit-codes.ts";
import type { SettingFlags } from "../local/cli-settings.ts";
import { writeOut } from "../write-out.ts";

interface DoctorOptions extends SettingFlags {
  json?: true;
}

export function doctorCommand(): Command {
  return new Command("doctor")
    .description("Check settings, database, queue, GitHub App and expert, and say what to do.")
    .option("--expert <url>", "OpenAI-compatible endpoint, or `none` for rules only")
    .option("--model <name>", "the expert's model")
    .option("--data <dir>", "where everything is kept (default: DEVFLOW_DATA, else .devflow)")
    .option("--json", "print the checks as JSON")
    .addHelpText(
      "after",
      "\nEach check is real: the database is opened, the expert is asked a question.",
    )
    .action(runDoctor);
}

async function runDoctor(options: DoctorOptions): Promise<void> {
  const checks = await checkEverything(options);
  await writeOut(
    options.json ? `${JSON.stringify(checks, null, 2)}\n` : checks.map(toText).join(""),
  );
  const hasProblem = checks.some((check) => check.state === "problem");
  process.exitCode = hasProblem ? exitCodes.findings : exitCodes.ok;
}

const marks = {
  ok: { sign: "ok     ", style: "green" },
  note: { sign: "note   ", style: "yellow" },
  problem: { sign: "problem", style: "red" },
} as const;

function toText({ name, state, message, nextStep }: Check): string {
  const { sign, style } = marks[state];
  const mark = styleText(style, sign, { stream: process.stdout });
  const next = nextStep === null ? "" : `         ${nextStep}\n`;
  return `${mark}  ${name}: ${message}\n${next}`;
}
