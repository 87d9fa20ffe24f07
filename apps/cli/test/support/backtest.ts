import { expect } from "vitest";
import { devflow } from "./devflow.ts";

/** `devflow backtest --json` of the last 30 days of a checkout, and what it says. */
export async function backtest(checkout: string, ...args: string[]) {
  const command = ["backtest", checkout, "--days", "30", "--json", ...args];
  const { code, stdout, stderr } = await devflow(command);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
}
