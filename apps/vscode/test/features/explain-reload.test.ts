import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { WebviewPanel } from "vscode";
import type { Conversation } from "../../src/features/explain/conversation.ts";
import { Explainer } from "../../src/features/explain/explain.ts";
import { explainViewType } from "../../src/features/explain/explain-panel.ts";
import { KeptTalk } from "../../src/features/explain/kept-talk.ts";
import type { Host } from "../../src/host/host.ts";
import { TabInputWebview, Uri, window } from "../support/fake-editor.ts";

vi.mock("vscode", () => import("../support/fake-editor.ts"));

const talk: Conversation = {
  subject: { folder: "file:///w", path: "a.py", selection: null },
  turns: [
    {
      ...{ id: "explain-1", judged: null, question: "", answer: "It adds." },
      ...{ state: "answered", problem: null, model: null, citations: [] },
    },
  ],
};

let state: Map<string, unknown>;
const workspaceState = {
  get: <T>(key: string) => state.get(key) as T,
  update: async (key: string, value: unknown) => void state.set(key, value),
};

function panelOf() {
  const panel = {
    isOpen: true,
    title: "",
    webview: { onDidReceiveMessage() {}, asWebviewUri: String, postMessage: async () => true },
    onDidDispose() {},
    dispose() {
      panel.isOpen = false;
    },
  };
  return panel;
}

/** The window was reloaded: its tabs are back, and the extension starts. */
async function reload(...kept: unknown[]) {
  const context = { workspaceState, extensionUri: Uri.parse("file:///x") };
  const explainer = new Explainer({ context } as unknown as Host);
  const panels = kept.map(panelOf);
  for (const [index, panel] of panels.entries()) {
    await explainer.deserializeWebviewPanel(panel as unknown as WebviewPanel, kept[index]);
  }
  return panels.map(({ isOpen, title }) => (isOpen ? title : "closed"));
}

beforeEach(() => {
  state = new Map();
  window.tabGroups.all = [{ tabs: [{ input: new TabInputWebview(explainViewType) }] }];
});
afterEach(() => {
  window.tabGroups.all = [];
});

test("an explanation is there after a reload where the browser wrote down its tab and nothing of its page", async () => {
  const kept = new KeptTalk(workspaceState, () => true);
  kept.keep(kept.newPanel(), talk);
  expect(await reload(undefined)).toEqual(["Explain a.py"]);
});

test("a second panel without a page does not show it twice, and without anything kept a panel is closed", async () => {
  expect(await reload(undefined)).toEqual(["closed"]);
  const kept = new KeptTalk(workspaceState, () => true);
  kept.keep(kept.newPanel(), talk);
  expect(await reload(talk, undefined)).toEqual(["Explain a.py", "closed"]);
});
