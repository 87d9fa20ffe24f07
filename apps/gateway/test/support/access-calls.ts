import { randomUUID } from "node:crypto";

/** A commit of the branch that is reviewed in the editor. */
export const branchTip = "c".repeat(40);

/** A request. */
export interface Call {
  method?: string;
  path: string;
  body?: unknown;
  form?: FormData;
}

/** How a route that works with a repository's code is asked; `salt` keeps memories out of it. */
export type CodeCall = (repository: string, salt: string) => Call;

const user = (salt: string) =>
  `import { openVault } from "./vault";\n\n// ${salt}\nexport function enter(key: string) {\n  return openVault(key);\n}\n`;
const files = (salt: string) => [
  { path: "src/enter.ts", text: user(salt), selection: { start_line: 4, end_line: 6 } },
];
const change = ["  return openVault(key);", "  return openVault(key.trim());"] as const;
export const diffOf = (salt: string) =>
  `diff --git a/src/enter.ts b/src/enter.ts
--- a/src/enter.ts
+++ b/src/enter.ts
@@ -1,6 +1,6 @@
 import { openVault } from "./vault";
 
 // ${salt}
 export function enter(key: string) {
-${change[0]}
+${change[1]}
 }
`;
const assist =
  (path: string, more: object = {}): CodeCall =>
  (repository, salt) => ({ path, body: { repository, files: files(salt), ...more } });

/** Every route that may show code of a repository, to a person or to a model. */
export const codeRoutes: Record<string, CodeCall> = {
  createCompletion: (repository, salt) => ({
    path: "/v1/completions",
    body: {
      language: "typescript",
      segments: {
        prefix: `import { openVault } from "./vault";\n// ${salt}\nconst opened = openVault(`,
        suffix: ");\n",
        filepath: "src/enter.ts",
        git_url: `git@127.0.0.1:${repository}.git`,
      },
    },
  }),
  explainCode: assist("/v1/explain"),
  writeTests: assist("/v1/tests"),
  refactorCode: assist("/v1/refactor", { instruction: "Rename enter to open." }),
  documentCode: assist("/v1/docs"),
  createChatCompletion: (repository, salt) => ({
    path: "/v1/chat/completions",
    body: {
      model: "auto",
      messages: [{ role: "user", content: `What does openVault do? ${salt}` }],
      devflow: { repository, files: files(salt) },
    },
  }),
  reviewChange: (repository, salt) => ({
    path: "/v1/review",
    body: {
      repository,
      diff: diffOf(salt),
      commits: [branchTip],
      files: [{ path: "src/enter.ts", before: user(salt), after: user(salt).replace(...change) }],
    },
  }),
  searchCode: (repository) => ({ path: "/v1/search", body: { query: "openVault", repository } }),
  speak: (repository, salt) => {
    const form = new FormData();
    form.set("audio", new File(["RIFF"], "question.webm", { type: "audio/webm" }));
    form.set("request", JSON.stringify({ repository, files: files(salt) }));
    return { path: "/v1/voice", form };
  },
};

/** The same answers, as they come. */
export const streamed = Object.fromEntries(
  ["explainCode", "writeTests", "refactorCode", "documentCode"]
    .concat(["createChatCompletion", "reviewChange"])
    .map((name): [string, CodeCall] => [
      `${name} in a stream`,
      (repository, salt) => {
        const call = codeRoutes[name]!(repository, salt);
        return { ...call, body: { ...(call.body as object), stream: true } };
      },
    ]),
);

/** Every other route that needs a token: none of them takes a repository. */
export const otherRoutes: Record<string, Call> = {
  complete: { path: "/complete", body: { code: "openVault(", language: "typescript" } },
  explain: { path: "/explain", body: { code: "openVault(key)", language: "typescript" } },
  sendEvents: {
    path: "/v1/events",
    body: { type: "view", completion_id: `cmpl-${randomUUID()}`, choice_index: 0 },
  },
  sendOutcome: {
    path: "/v1/outcomes",
    body: { id: `explain-${randomUUID()}`, outcome: "applied" },
  },
  dismissFinding: {
    path: "/v1/review/dismissals",
    body: { repository: "acme/vault", fingerprint: "0123456789abcdef", dismissed: "not_now" },
  },
  listModels: { path: "/v1/models" },
  listTabbyModels: { path: "/v1beta/models" },
  getServerSetting: { path: "/v1beta/server_setting" },
  getUsage: { path: "/v1/usage" },
  getUsageEvents: { path: "/v1/usage/events" },
  chooseContent: { path: "/v1/me/content", method: "PUT", body: { allowed: false } },
  exportAudit: { path: "/v1/audit" },
  listPeople: { path: "/v1/admin/people" },
  disablePerson: { path: "/v1/admin/people/1/disable", method: "POST" },
  removePerson: { path: "/v1/admin/people/1", method: "DELETE" },
  enablePerson: { path: "/v1/admin/people/1/enable", method: "POST" },
  linkPerson: { path: "/v1/admin/people/1/github", method: "PUT", body: { login: "eve" } },
  listTokens: { path: "/v1/admin/tokens" },
  createToken: {
    path: "/v1/admin/tokens",
    body: { person: "1", name: "x", scopes: ["complete"], days: 1 },
  },
  revokeToken: { path: `/v1/admin/tokens/${randomUUID()}`, method: "DELETE" },
};
