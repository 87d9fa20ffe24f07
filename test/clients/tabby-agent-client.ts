import { createRequire } from "node:module";

/**
 * The `tabby-agent` package, unchanged, against the gateway of its arguments: connects, completes,
 * tells what became of it, and then tries a token that is none. Prints what it saw as JSON.
 */

interface TabbyAgent {
  initialize(options: object): Promise<boolean>;
  finalize(): Promise<boolean>;
  getStatus(): string;
  getServerHealthState(): object | null;
  updateConfig(key: string, value: unknown): Promise<boolean>;
  provideCompletions(request: object): Promise<{ id: string; choices: { text: string }[] }>;
  postEvent(event: object): Promise<boolean>;
}

const [folder = "", endpoint = "", token = ""] = process.argv.slice(2);
const { TabbyAgent } = createRequire(`${folder}/`)("tabby-agent") as {
  TabbyAgent: new () => TabbyAgent;
};

const agent = new TabbyAgent();
await agent.initialize({
  config: { server: { endpoint, token }, anonymousUsageTracking: { disable: true } },
  clientProperties: { session: { client: "test 1.0", ide: { name: "test", version: "1.0" } } },
});
const status = agent.getStatus();
const health = agent.getServerHealthState();
const text = "def add(a, b):\n    \n\nprint(add(1, 2))\n";
const request = {
  filepath: "/work/shop/add.py",
  language: "python",
  text,
  position: text.indexOf("\n\nprint"),
  manually: true,
  workspace: "/work/shop",
  git: { root: "/work/shop", remotes: [{ name: "origin", url: "git@github.com:acme/shop.git" }] },
  clipboard: "some words of a clipboard",
  declarations: [{ filepath: "/work/shop/sum.py", offset: 0, text: "def sum(a, b): ..." }],
  relevantSnippetsFromChangedFiles: [
    { filepath: "/work/shop/test.py", offset: 0, text: "assert add(1, 1) == 2", score: 2.5 },
  ],
};
const completion = await agent.provideCompletions(request);
const shown = { completion_id: completion.id, choice_index: 0, view_id: `view-${completion.id}` };
const told = [
  await agent.postEvent({ ...shown, type: "view" }),
  await agent.postEvent({ ...shown, type: "select", select_kind: "line", elapsed: 812 }),
  await agent.postEvent({ ...shown, type: "select", elapsed: 1_250 }),
  await agent.postEvent({ ...shown, view_id: "view-2", type: "dismiss", elapsed: 2_000 }),
];
await agent.updateConfig("server.token", "dfp_none");
const refused = await agent.provideCompletions({ ...request, text: `${text}# more` }).then(
  () => "answered",
  (error: unknown) => String(error),
);
const statusWithoutToken = agent.getStatus();
await agent.finalize();
process.stdout.write(
  JSON.stringify({ status, health, completion, told, refused, statusWithoutToken }),
);
process.exit(0);
