import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { WebviewPanel } from "vscode";
import { ExplainPanel } from "../../src/features/explain/explain-panel.ts";
import type { Proposal } from "../../src/features/patches/proposal-preview.ts";
import { VoicePanel } from "../../src/features/voice/voice-panel.ts";
import type { StreamEvent } from "../../src/gateway/gateway-client.ts";
import { disk, FakeDocument, FakePanel, open, panels, Uri } from "../support/fake-editor.ts";

vi.mock("vscode", () => import("../support/fake-editor.ts"));

let failed: unknown[];
const host = {
  context: { extensionUri: Uri.parse("file:///x") },
  activity: { during: (run: () => unknown) => run() },
  connection: { mayAskUnasked: () => true },
  log: { warn: ({ error }: { error: unknown }) => failed.push(error), debug() {} },
};

beforeEach(() => {
  vi.useFakeTimers();
  failed = [];
  panels.length = 0;
  disk.set("file:///w/a.py", "total = 1\n");
});
afterEach(() => {
  vi.useRealTimers();
  disk.clear();
  open.length = 0;
});

test("an explanation whose panel is closed while its answer comes is drawn no more, and ended", async () => {
  let signal: AbortSignal | undefined;
  async function* answer(): AsyncGenerator<StreamEvent> {
    yield { event: "text", data: `{"text": "It counts."}` };
    await new Promise((_, reject) =>
      signal?.addEventListener("abort", () => reject(signal?.reason)),
    );
  }
  const gateway = {
    async open(call: { signal: AbortSignal }) {
      signal = call.signal;
      return { model: null, requestId: null, events: answer() };
    },
  };
  const panel = new FakePanel();
  const subject = { folder: "file:///w", path: "a.py", selection: null };
  const explain = new ExplainPanel(
    { ...host, gateway } as never,
    panel as unknown as WebviewPanel,
    { subject, turns: [] },
    (talk) => talk,
  );
  const asked = explain.ask("");
  await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1));
  panel.dispose();
  await asked;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(signal?.aborted).toBe(true);
  expect(panel.told.map(({ type }) => type)).toEqual(["show"]);
  expect(failed).toEqual([]);
});

const change = {
  ...{ id: "voice-1", transcript: "double it", intent: "refactor", text: "", model: null },
  patch: { diff: "", files: [{ path: "a.py", text: "total = 2\n", is_new: false }] },
  ...{ citations: [], hits: [], audio: null },
};

function askByVoice(ask: (call: { signal: AbortSignal }) => Promise<unknown>) {
  const shown: Proposal[] = [];
  const preview = { show: async (proposal: Proposal) => shown.push(proposal) && "discarded" };
  const file = { folder: Uri.parse("file:///w"), path: "a.py" };
  open.push(new FakeDocument("total = 1\n", { uri: "file:///w/a.py" }));
  // The same document says what it is now, whenever it is asked.
  const document = { getText: () => open[0]?.getText() };
  const target = { document, file, selection: null, name: null };
  new VoicePanel({ host: { ...host, gateway: { ask } }, preview, target } as never);
  const panel = panels.at(-1) as FakePanel;
  const recorded = { type: "recorded", bytes: new Uint8Array([1]), contentType: "audio/webm" };
  panel.say(recorded);
  return { panel, shown };
}

test("a voice panel that is closed while it listens ends that, and nothing fails", async () => {
  let signal: AbortSignal | undefined;
  const { panel } = askByVoice(
    (call) =>
      new Promise((_, reject) => {
        signal = call.signal;
        signal.addEventListener("abort", () => reject(signal?.reason));
      }),
  );
  await vi.waitFor(() => expect(signal).toBeDefined());
  panel.dispose();
  await vi.advanceTimersByTimeAsync(0);
  expect(signal?.aborted).toBe(true);
  expect(failed).toEqual([]);
});

test("a change that is asked for aloud is one of the code as it was sent, whatever was typed meanwhile", async () => {
  const { shown } = askByVoice(async () => {
    open.splice(0, 1, new FakeDocument("total = 1\nmore = 2\n", { uri: "file:///w/a.py" }));
    return { body: change };
  });
  await vi.waitFor(() => expect(shown).toHaveLength(1));
  expect(shown[0]?.sent).toEqual([{ path: "a.py", text: "total = 1\n" }]);
});
