/**
 * The fake GitHub and the scripted model in a process of their own, so that their work is not
 * counted as ours. Speaks with `remote-github.ts` over the channel of `fork`.
 */
import { type RepositoryHandle, startFakeGitHub } from "@devflow/testkit";
import { startModelServer } from "@devflow/testkit/model-server";
import type { OpenedPull, Pulls, RemoteCall, RemoteReply, Started } from "./remote-messages.ts";
import { reviewerScript } from "./reviewer-script.ts";

/** GitHub gives an installation 5,000 requests an hour; a benchmark sends that in a minute. */
const github = await startFakeGitHub({
  limits: { requestsPerHour: 10_000_000, contentPerMinute: 10_000_000 },
});
const model = await startModelServer({ script: reviewerScript });
const repositories = new Map<string, RepositoryHandle>();

async function repositoryOf(owner: string, folder: string | null): Promise<RepositoryHandle> {
  const known = repositories.get(owner);
  if (known !== undefined) return known;
  const first = folder === null ? { files: { "README.md": "# Measured\n" } } : {};
  const repository = await github.createRepository({ owner, name: "measured", ...first });
  if (folder !== null) await repository.takeBranch("main", folder, "main");
  repositories.set(owner, repository);
  return repository;
}

async function openPulls({ owner, folder, branches, body }: Pulls): Promise<OpenedPull[]> {
  const repository = await repositoryOf(owner, folder);
  const opened: OpenedPull[] = [];
  for (const branch of branches) {
    if (folder !== null) await repository.takeBranch(branch, folder, branch);
    else await repository.commit({ branch, files: { [`${branch}.md`]: `${branch}\n` } });
    const pull = await repository.openPullRequest({ head: branch, title: `Add ${branch}`, body });
    const hook = github.hooks.findLast((each) => each.event === "pull_request");
    if (hook === undefined) throw new Error("opening a pull request queued no webhook");
    const payload = hook.body.toString("utf8");
    opened.push({ number: pull.number, headSha: pull.headSha, payload });
  }
  return opened;
}

function postedOn(owner: string, number: number): { reviews: number; comments: number } {
  const pull = repositories.get(owner)?.pull(number);
  return { reviews: pull?.botReviews.length ?? 0, comments: pull?.botReviewComments.length ?? 0 };
}

async function answer(call: RemoteCall): Promise<unknown> {
  if (call.kind === "open_pulls") return openPulls(call.pulls);
  if (call.kind === "posted") return postedOn(call.owner, call.number);
  await model.close();
  await github.close();
  return null;
}

function send(message: Started | RemoteReply): void {
  process.send?.(message);
}

process.on("message", (call: RemoteCall) => {
  answer(call)
    .then(
      (value) => send({ id: call.id, value }),
      (error: unknown) => send({ id: call.id, failure: String(error) }),
    )
    .finally(() => call.kind === "close" && process.disconnect());
});
process.once("disconnect", () => process.exit());

const { app, apiUrl } = github;
send({
  environment: {
    APP_ID: String(app.id),
    PRIVATE_KEY: app.privateKey,
    WEBHOOK_SECRET: app.webhookSecret,
    GITHUB_API_URL: apiUrl,
  },
  modelUrl: model.url,
});
