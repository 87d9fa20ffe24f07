import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadSettings } from "@devflow/config";
import { type ModelServerOptions, startModelServer, text } from "@devflow/testkit/model-server";
import { expect, onTestFinished, test } from "vitest";
import { checkCodeExperts } from "../src/doctor/check-code-experts.ts";

const nobody = async () => null;

async function serve(answer: string, options: Partial<ModelServerOptions> = {}) {
  const server = await startModelServer({ script: () => text(answer), kind: "vllm", ...options });
  onTestFinished(() => server.close());
  return server.url.replace(/\/v1$/, "");
}

function settingsOf(yaml: string, environment: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), "devflow-code-experts-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const EXPERTS_FILE = join(folder, "experts.yaml");
  writeFileSync(EXPERTS_FILE, yaml);
  return loadSettings({ EXPERTS_FILE, ...environment });
}

test("every expert is shown with what was sent, what came and what to do", async () => {
  const good = await serve("a + b");
  const chatty = await serve("Sure! Here is the code.");
  const llamaCpp = await serve("a + b", { kind: "llama.cpp" });
  const lame = await serve("a + b", { missing: ["/v1/completions"] });
  const checks = await checkCodeExperts(
    settingsOf(`experts:
  review: { url: ${good}, model: reviewer }
  default: { url: ${good}, model: qwen2.5-coder-7b }
  python: { url: ${good}, model: qwen2.5-coder-7b }
  typescript: { url: ${chatty}, model: starcoder2-7b }
  go: { url: ${llamaCpp}, model: deepseek-coder-6.7b-base }
  java: { url: ${lame}, model: codellama-7b, fim: codellama }
  rust: { url: "${good}/v1/v1", model: codestral-22b }
  ruby: { url: ${good}, model: codegemma-2b, tasks: [chat] }
`),
    nobody,
  );
  const names = { [good]: "GOOD", [chatty]: "CHATTY", [llamaCpp]: "LLAMA", [lame]: "LAME" };
  const shown = checks.map(({ name, state, message, nextStep }) =>
    Object.entries(names).reduce(
      (line, [url, word]) => line.replaceAll(url, word),
      `${state} ${name}: ${message.replace(/in \d+ ms/, "in N ms")}\n  -> ${nextStep}`,
    ),
  );
  expect(shown.join("\n")).toMatchInlineSnapshot(`
    "ok code expert default, python: qwen2.5-coder-7b at GOOD/v1/completions fills in the middle as qwen-coder, in N ms
             sent: "<|fim_prefix|>def add(a, b):\\n    \\"\\"\\"Return the sum of a and b.\\"\\"\\"\\n    return <|fim_suffix|>\\n\\n\\ndef subtract(a, b):\\n    return a - b\\n<|fim_middle|>"
             came: "a + b", ended by stop
      -> null
    problem code expert typescript: starcoder2-7b at CHATTY/v1/completions: the answer is a conversation: what was sent to CHATTY/v1/completions seems to have been put into a chat template
             sent: "<fim_prefix>/** The sum of a and b. */\\nexport function add(a: number, b: number) … function subtract(a: number, b: number): number {\\n  return a - b;\\n}\\n<fim_middle>"
             came: "Sure! Here is the code.", ended by stop
      -> Use a server that completes raw text at this route (vLLM, llama.cpp; with \`server: ollama\` Ollama), without a proxy that turns it into chat. If it does, name the base model instead of the one for instructions.
    ok code expert go: deepseek-coder-6.7b-base at LLAMA/infill fills in the middle as deepseek-coder, in N ms
             sent: the parts to /infill
             came: "a + b", ended by stop
      -> null
    problem code expert java: codellama-7b at LAME/v1/completions: the server lists models, and has no /v1/completions (404)
             sent: "<PRE> class Arithmetic {\\n    /** The sum of a and b. */\\n    static int add(int a …  }\\n\\n    static int subtract(int a, int b) {\\n        return a - b;\\n    }\\n}\\n <MID>"
             came: "", without an end
      -> Serve the model by vLLM, llama.cpp or Ollama, which complete raw text; a server or proxy that only chats cannot complete code.
    problem code expert rust: codestral-22b at GOOD/v1/v1/completions: nothing at GOOD/v1/v1/completions answers as a model server does; its version stands there twice
             sent: "[SUFFIX];\\n}\\n\\nint subtract(int a, int b) {\\n    return a - b;\\n}\\n[PREFIX]/* The sum of a and b. */\\nint add(int a, int b) {\\n    return "
             came: "", without an end
      -> Set \`url\` of the expert to GOOD/v1."
  `);
});

test("a server that only reviews is a note: nobody asked it for completions", async () => {
  const url = await serve("a + b", { models: [{ id: "llama-3.1-8b-instruct" }] });
  const [check] = await checkCodeExperts(settingsOf("", { EXPERT_URL: url }), nobody);
  expect(check).toMatchObject({ name: "code expert default", state: "note" });
  expect(check?.message).toContain("is not known to fill in the middle");
});

test("nobody there is said in one line", async () => {
  expect(await checkCodeExperts(settingsOf(""), nobody)).toEqual([
    {
      name: "code experts",
      state: "note",
      message: "none is configured: editors get no completions",
      nextStep: "Name one in experts.yaml: docs/experts.md.",
    },
  ]);
});
