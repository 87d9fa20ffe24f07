import type { z } from "zod";
import { type Context, inRepository } from "./context.ts";
import type { PullRequest, RepositoryRef } from "./model.ts";
import { pages } from "./pages.ts";
import { pullRequestSchema } from "./schemas.ts";

export async function readPullRequest(
  context: Context,
  repository: RepositoryRef,
  number: number,
): Promise<PullRequest> {
  return toPullRequest(await readRawPullRequest(context, repository, number));
}

/** With `changed_files`, which only the reader of a change needs. */
export async function readRawPullRequest(
  context: Context,
  repository: RepositoryRef,
  number: number,
): Promise<z.output<typeof pullRequestSchema>> {
  return await context.session.read(
    pullRequestSchema,
    "GET /repos/{owner}/{repo}/pulls/{pull_number}",
    { ...inRepository(repository), pull_number: number },
  );
}

/** The most recently changed first. */
export async function* listOpenPullRequests(
  context: Context,
  repository: RepositoryRef,
): AsyncGenerator<PullRequest> {
  const route = "GET /repos/{owner}/{repo}/pulls";
  const query = { ...inRepository(repository), state: "open", sort: "updated", direction: "desc" };
  for await (const pull of pages(context.session, pullRequestSchema, route, query)) {
    yield toPullRequest(pull);
  }
}

function toPullRequest(pull: z.output<typeof pullRequestSchema>): PullRequest {
  return {
    number: pull.number,
    title: pull.title,
    body: pull.body ?? "",
    state: pull.state,
    isDraft: pull.draft ?? false,
    author: { login: pull.user.login, isBot: pull.user.type === "Bot" },
    labels: pull.labels.map((label) => label.name),
    headSha: pull.head.sha,
    headRef: pull.head.ref,
    baseSha: pull.base.sha,
    baseRef: pull.base.ref,
    updatedAt: pull.updated_at,
  };
}
