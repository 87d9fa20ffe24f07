import { startFakeGitHub } from "@devflow/testkit";
import { expect, test } from "vitest";
import { startDevFlow } from "./devflow-instance.ts";
import { usePGliteStore } from "./pglite-store.ts";

/** What a team keeps in its repository: folders' files, rules of its own, and what is wrong in them. */

const store = usePGliteStore();

const teamRule = `id: no-print
language: typescript
severity: error
message: Log through our logger.
rule:
  pattern: console.log($$$)
`;

const evil = "export const run = (code: string) => eval(code);\n";

test("folders and the team's rules count from the base; problems are one comment that is edited", async () => {
  const github = await startFakeGitHub();
  const devflow = await startDevFlow(store(), github, null);
  try {
    const repository = await github.createRepository({
      name: "shop",
      files: {
        "a.ts": "export {};\n",
        ".devflow.yml": "review:\n  max_finding: 3\n",
        "web/.devflow.yml": "review:\n  hold: true\nrules:\n  disabled: [js-dynamic-code]\n",
        ".devflow/rules/no-print.yml": teamRule,
      },
    });
    await repository.commit({
      branch: "run",
      files: {
        "src/run.ts": evil,
        "web/run.ts": `${evil}console.log(run);\n`,
        // The change cannot have a say: not about a folder, not about a rule.
        "src/.devflow.yml": "rules:\n  disabled: [js-dynamic-code]\n",
        ".devflow/rules/no-print.yml": "",
      },
    });
    const pull = await repository.openPullRequest({ head: "run" });
    await github.deliverAll(devflow.webhookUrl);
    await devflow.ended(pull.headSha);
    expect(pull.botReviewComments.map(({ path, line }) => [path, line]).sort()).toEqual([
      ["src/run.ts", 1],
      ["web/run.ts", 2],
    ]);
    const told = () => pull.botComments.filter(({ body }) => body.includes("The configuration"));
    expect(told()).toHaveLength(1);
    expect(told()[0]?.body).toContain("max_findings is meant");
    expect(told()[0]?.body).toContain("holds for the whole repository");

    await repository.commit({
      branch: "main",
      files: { ".devflow.yml": "", "web/.devflow.yml": "" },
    });
    await repository.commit({ branch: "run", files: { "b.ts": "export {};\n" } });
    await github.deliverAll(devflow.webhookUrl);
    await devflow.ended(pull.headSha);
    expect(told()).toHaveLength(1);
    expect(told()[0]?.body).toContain("The configuration has no problems any more.");
  } finally {
    await devflow.close();
    await store().clear();
    await github.close();
  }
});
