import { expect, test } from "vitest";
import { createProgram } from "../src/program.ts";
import { runProgram } from "../src/run-program.ts";

const commands = createProgram().commands.map((command) => command.name());

async function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const written = { stdout: "", stderr: "" };
  const program = createProgram();
  for (const command of [program, ...program.commands]) {
    command.configureOutput({
      writeOut: (text) => {
        written.stdout += text;
      },
      writeErr: (text) => {
        written.stderr += text;
      },
    });
  }
  const code = await runProgram(program, ["node", "devflow", ...args]);
  return { code, ...written };
}

test("the help names every command and every exit code", async () => {
  const { code, stdout } = await run("--help");
  expect(code).toBe(0);
  for (const name of commands) expect(stdout).toContain(`  ${name} `);
  for (const exitCode of [0, 1, 2, 3, 70, 130]) {
    expect(stdout).toMatch(new RegExp(`^ {2}${exitCode} +\\w`, "m"));
  }
});

test.each(commands)("%s --help explains the command and each of its flags", async (name) => {
  const { code, stdout, stderr } = await run(name, "--help");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toContain(`Usage: devflow ${name} `);
  for (const [, flag, words] of stdout.matchAll(/^ {2}(--[a-z-]+[^\n]*?)(?: {2,}(\S.*))?$/gm)) {
    expect(words, flag).toBeDefined();
  }
});

test("a misspelt command or flag names the help", async () => {
  expect(await run("reveiw")).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/unknown command 'reveiw'[\s\S]*`devflow --help`/),
  });
  expect(await run("index", "--jsn")).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/unknown option '--jsn'[\s\S]*`devflow index --help`/),
  });
});
