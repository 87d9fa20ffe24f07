import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";

const program = fileURLToPath(new URL("./helpers/run-program.ts", import.meta.url));
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

async function start(outcome: "ends" | "fails" | "hangs", shutdownTimeoutMs = 20_000) {
  const child = spawn(process.execPath, [program, outcome, String(shutdownTimeoutMs)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async () => (await lines.next()).value;
  const exited = once(child, "exit");
  expect(await nextLine()).toBe("ready");
  return { child, nextLine, exited };
}

describe("a process that is told to stop", () => {
  test.for(["SIGINT", "SIGTERM"] as const)("closes on %s and ends with code 0", async (signal) => {
    const { child, nextLine, exited } = await start("ends");
    child.kill(signal);
    expect(await nextLine()).toBe("closing");
    expect(await exited).toEqual([0, null]);
  });

  test("ends with code 1 when closing fails", async () => {
    const { child, exited } = await start("fails");
    child.kill("SIGTERM");
    expect(await exited).toEqual([1, null]);
  });

  test("ends with code 1 when closing takes too long", async () => {
    const { child, exited } = await start("hangs", 100);
    child.kill("SIGTERM");
    expect(await exited).toEqual([1, null]);
  });

  test.for([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("ends at once on a second signal, %s", async ([signal, code]) => {
    const { child, nextLine, exited } = await start("hangs");
    child.kill("SIGTERM");
    expect(await nextLine()).toBe("closing");
    child.kill(signal);
    expect(await exited).toEqual([code, null]);
  });
});
