import { styleText } from "node:util";
import { type Check, checkEverything } from "../doctor/check-everything.ts";
import { exitCodes } from "../exit-codes.ts";
import { writeOut } from "../write-out.ts";
import type { DoctorOptions } from "./doctor.ts";

/** `devflow doctor`: all checks, each told when it is made, and exit code 1 when one found a problem. */
export async function runDoctor(options: DoctorOptions): Promise<void> {
  const checks = options.json
    ? await checkEverything(options)
    : await checkEverything(options, (check) => writeOut(toText(check)));
  if (options.json) await writeOut(`${JSON.stringify(checks, null, 2)}\n`);
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
