import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { captureCommand, quoteWord } from "../../src/features/tests/capture-command.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "devflow-capture it's-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function run(command: string): Promise<{ code: number; printed: string; kept: string }> {
  const file = join(folder, "output.txt");
  const { executable, shellArgs, commandLine } = captureCommand(command, file, "linux");
  const result = await promisify(execFile)(executable, [...shellArgs, commandLine]).then(
    ({ stdout, stderr }) => ({ code: 0, printed: stdout + stderr }),
    (failed: { code: number; stdout: string; stderr: string }) => ({
      code: failed.code,
      printed: failed.stdout + failed.stderr,
    }),
  );
  return { ...result, kept: await readFile(file, "utf8") };
}

describe("a captured command", () => {
  test("prints as it did, and into the file, both streams", async () => {
    const { code, printed, kept } = await run("echo one; echo two >&2");
    expect(code).toBe(0);
    expect(printed).toBe("one\ntwo\n");
    expect(kept).toBe("one\ntwo\n");
  });

  test.each([1, 3, 127])("ends with the command's own exit code %i", async (wanted) => {
    const { code, kept } = await run(`echo failing; exit ${wanted}`);
    expect(code).toBe(wanted);
    expect(kept).toBe("failing\n");
  });

  test("may end in a comment or hold several lines", async () => {
    expect((await run("echo one\nfalse # the last one decides")).code).toBe(1);
  });
});

test.each(["plain.test.ts", "a b.ts", "it's.ts", "$(touch x)", "`x`", "a;b", "*", "", "-n"])(
  "the word %j reaches the command whole",
  async (word) => {
    const { kept } = await run(`printf '[%s]' ${quoteWord(word, "linux")}`);
    expect(kept).toBe(`[${word}]`);
  },
);

test("PowerShell gets its own quotes and the command's exit code", () => {
  const { executable, commandLine } = captureCommand("npx vitest", "C:\\it's\\out.txt", "win32");
  expect(executable).toBe("powershell.exe");
  expect(commandLine).toContain("WriteAllLines('C:\\it''s\\out.txt'");
  expect(commandLine).toMatch(/exit \$status$/);
  // It takes typographic quotes for plain ones.
  expect(quoteWord("a’; calc; ‘b.py", "win32")).toBe("'a’’; calc; ‘‘b.py'");
});
