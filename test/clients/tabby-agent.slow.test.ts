import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { openPglite } from "@devflow/database";
import { startModelServer, text } from "@devflow/testkit/model-server";
import { expect, test } from "vitest";
import { startGatewayProcess } from "./gateway-process.ts";
import { installTabbyAgent } from "./installed-clients.ts";

const run = promisify(execFile);
const client = fileURLToPath(new URL("./tabby-agent-client.ts", import.meta.url));

test("the published tabby-agent completes and tells what became of it, unchanged", async () => {
  const folder = await installTabbyAgent();
  const home = await mkdtemp(join(tmpdir(), "devflow-tabby-"));
  const model = await startModelServer({
    kind: "vllm",
    models: [{ id: "qwen2.5-coder-7b", owned_by: "vllm", max_model_len: 16_384 }],
    script: () => text("return a + b"),
  });
  const gateway = await startGatewayProcess(model.url);
  try {
    const { stdout } = await run(process.execPath, [client, folder, gateway.url, gateway.token], {
      env: { ...process.env, HOME: home },
    });
    const seen = JSON.parse(stdout);
    expect(seen).toMatchObject({
      status: "ready",
      completion: { choices: [{ text: "return a + b" }] },
      told: [true, true, true, true],
      refused: "HttpError: 401 Unauthorized",
      statusWithoutToken: "unauthorized",
    });
    const [request] = model.requests;
    expect(request?.endpoint).toBe("completions");
    expect(request?.user).toContain("def add(a, b):\n    <|fim_suffix|>");

    expect(await gateway.stop()).toBe(0);
    const database = await openPglite(gateway.data);
    const served = await database.query(
      "SELECT id, language, source, model, editor FROM served_completions",
    );
    const events = await database.query<{ kind: string; completion_id: string }>(
      "SELECT kind, completion_id FROM completion_events ORDER BY kind",
    );
    await database.close();
    expect(served).toEqual([
      {
        id: seen.completion.id,
        language: "python",
        source: "expert",
        model: "qwen2.5-coder-7b",
        editor: expect.any(String),
      },
    ]);
    expect(events).toEqual(
      ["dismiss", "partial", "select", "view"].map((kind) => ({
        kind,
        completion_id: seen.completion.id,
      })),
    );
  } finally {
    await gateway[Symbol.asyncDispose]();
    await model.close();
    await rm(home, { recursive: true, force: true });
  }
}, 300_000);
