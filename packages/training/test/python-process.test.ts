import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { runPython, trainingEnvironment, versionName, workFolder } from "../src/index.ts";
import { readProgressLine } from "../src/run/progress-line.ts";

const folder = mkdtempSync(join(tmpdir(), "devflow-training-"));
afterAll(() => rmSync(folder, { recursive: true }));

const call = (script: string, more: object = {}) =>
  runPython(null, {
    command: ["sh", "-c", script],
    cwd: folder,
    environment: { PATH: process.env.PATH ?? "" },
    logFile: join(folder, "log"),
    ...more,
  });

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("a program", () => {
  test("gives its exit code and its last lines, and everything in the log", async () => {
    const lines: string[] = [];
    const result = await call("echo one; echo two >&2; exit 3", {
      onLine: (line: string) => lines.push(line),
    });
    expect(result).toEqual({ exitCode: 3, lastLines: expect.arrayContaining(["one", "two"]) });
    expect(lines).toEqual(["one"]);
    await expect.poll(() => readFileSync(join(folder, "log"), "utf8")).toContain("two");
  });

  test("that cannot be started is an external failure", async () => {
    const missing = runPython(join(folder, "no-venv"), {
      command: ["python"],
      cwd: folder,
      environment: {},
      logFile: join(folder, "log"),
    });
    await expect(missing).rejects.toMatchObject({ service: "training", code: "not_started" });
  });

  test("is stopped with its whole group, which has time to finish", async () => {
    const controller = new AbortController();
    const reason = new Error("stopped");
    // The leader ends at once; the child that it started writes its checkpoint first.
    const child = `trap 'sleep 0.3; touch ${folder}/checkpoint; exit' TERM; echo $$; while :; do sleep 0.05; done`;
    let pid = 0;
    const ended = call(`sh -c "${child.replaceAll("$", "\\$")}" & wait`, {
      signal: controller.signal,
      onLine: (line: string) => {
        pid = Number(line);
        controller.abort(reason);
      },
    });
    await expect(ended).rejects.toBe(reason);
    expect(existsSync(join(folder, "checkpoint"))).toBe(true);
    expect(isAlive(pid)).toBe(false);
  });

  test("that ignores the request is ended when its grace is over", async () => {
    const controller = new AbortController();
    let pid = 0;
    const ended = call(
      "trap '' TERM; echo $$; exec >/dev/null 2>&1; while :; do sleep 0.05; done",
      {
        signal: controller.signal,
        graceMs: 200,
        onLine: (line: string) => {
          pid = Number(line);
          controller.abort(new Error("stopped"));
        },
      },
    );
    await expect(ended).rejects.toThrow("stopped");
    await expect.poll(() => isAlive(pid)).toBe(false);
  });
});

test("Python gets nothing of our secrets", () => {
  const secrets = {
    GITHUB_PRIVATE_KEY: "k",
    DATABASE_URL: "d",
    EXPERT_API_KEY: "e",
    AWS_SECRET_ACCESS_KEY: "s",
  };
  const environment = trainingEnvironment(
    { ...secrets, PATH: "/bin", HF_TOKEN: "t", CUDA_VISIBLE_DEVICES: "0" },
    "/c",
  );
  expect(environment).toMatchObject({ PATH: "/bin", HF_TOKEN: "t", CUDA_VISIBLE_DEVICES: "0" });
  for (const name of Object.keys(secrets)) expect(environment).not.toHaveProperty(name);
});

test("a line of progress is read, anything else is not", () => {
  const line = 'progress {"step": 2, "steps": 4, "values": {"loss": 0.5}}';
  expect(readProgressLine(line)).toEqual({ step: 2, steps: 4, values: { loss: 0.5 } });
  expect(readProgressLine('progress {"step": NaN}')).toBeNull();
  expect(readProgressLine("Loading weights")).toBeNull();
});

test("a version is the expert's and the day's, with a number from the second on", () => {
  const now = new Date("2026-11-22T23:30:00Z");
  expect(versionName("review", folder, now)).toBe("review@2026-11-22");
  mkdirSync(join(folder, "review@2026-11-22"));
  mkdirSync(join(folder, workFolder, "review@2026-11-22-2"), { recursive: true });
  expect(versionName("review", folder, now)).toBe("review@2026-11-22-3");
});
