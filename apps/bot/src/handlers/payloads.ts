import { z } from "zod";

// What the handlers read of GitHub's payloads, and no more.

const account = z.object({ login: z.string().catch("") });

const user = z
  .object({ login: z.string(), type: z.string().catch("User") })
  .nullish()
  .transform((value) => value ?? { login: "ghost", type: "User" });

const repository = z.object({
  id: z.number(),
  name: z.string(),
  owner: z.object({ login: z.string() }),
  default_branch: z.string(),
});

const installation = z.object({ id: z.number() });

export type RepositoryPayload = z.output<typeof repository>;

export const pullRequestEvent = z.object({
  action: z.string(),
  installation,
  repository,
  pull_request: z.object({ number: z.number(), head: z.object({ sha: z.string() }) }),
});

export const pullRequestEditedEvent = pullRequestEvent.extend({
  changes: z.object({ base: z.unknown().optional() }).catch({}),
});

const comment = z.object({
  id: z.number(),
  body: z.string().nullish(),
  user,
  updated_at: z.coerce.date(),
});

export const issueCommentEvent = z.object({
  action: z.string(),
  installation,
  repository,
  sender: user,
  comment,
  issue: z.object({ number: z.number(), pull_request: z.unknown().optional() }),
});

export const reviewCommentEvent = z.object({
  action: z.string(),
  installation,
  repository,
  sender: user,
  comment: comment.extend({ in_reply_to_id: z.number().nullish() }),
  pull_request: z.object({ number: z.number() }),
});

export const reviewThreadEvent = z.object({
  installation,
  repository,
  sender: user,
  pull_request: z.object({ number: z.number() }),
  thread: z.object({ node_id: z.string() }),
});

export const pushEvent = z.object({
  installation,
  repository,
  ref: z.string(),
  deleted: z.boolean().catch(false),
});

const listedRepository = z.object({ id: z.number(), name: z.string(), full_name: z.string() });

export const installationEvent = z.object({
  action: z.string(),
  installation: z.object({ id: z.number(), account: account.nullish() }),
  repositories: z.array(listedRepository).catch([]),
});

export const installationRepositoriesEvent = z.object({
  installation,
  repositories_added: z.array(listedRepository).catch([]),
  repositories_removed: z.array(listedRepository).catch([]),
});

export const checkRunEvent = z.object({
  installation,
  repository,
  check_run: z.object({
    head_sha: z.string(),
    app: z.object({ id: z.number() }).nullish(),
    pull_requests: z.array(z.object({ number: z.number() })).catch([]),
  }),
});
