import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { expect, test } from "vitest";

const main = fileURLToPath(new URL("../src/model-server/main.ts", import.meta.url));

function run(...args: string[]) {
  return execa(process.execPath, [main, ...args], { reject: false });
}

test("--help documents the script file", async () => {
  const { stdout, exitCode } = await run("--help");
  expect(exitCode).toBe(0);
  expect(stdout).toContain("--script FILE.json");
  expect(stdout).toContain('"answer": ANSWER');
});

test("serves a script file until it is told to stop", async () => {
  const folder = await mkdtemp(join(tmpdir(), "devflow-model-server-"));
  try {
    const file = join(folder, "script.json");
    await writeFile(file, JSON.stringify({ rules: [{ answer: { text: "from the file" } }] }));
    const server = run("--port", "0", "--script", file, "--model", "demo");
    const url = await new Promise<string>((resolve, reject) => {
      server.stdout.once("data", (line: Buffer) => resolve(line.toString().trim()));
      server.then(({ stderr }) => reject(new Error(stderr)), reject);
    });
    const models = await fetch(`${url}/models`);
    expect(await models.json()).toMatchObject({ data: [{ id: "demo" }] });
    const answer = await fetch(`${url}/chat/completions`, {
      method: "POST",
      body: JSON.stringify({ model: "demo", messages: [{ role: "user", content: "hello" }] }),
    });
    expect(await answer.text()).toContain("from the file");
    server.kill("SIGTERM");
    expect((await server).exitCode).toBe(0);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test("names what is wrong with a script file", async () => {
  const { stderr, exitCode } = await run("--script", "/nowhere/script.json");
  expect(exitCode).toBe(1);
  expect(stderr).toContain("/nowhere/script.json");
});
