import { z } from "zod";

// What we read of GitHub's answers, and no more: fields may come and go around it.

const user = z
  .object({ login: z.string(), type: z.string().catch("User") })
  .nullish()
  // GitHub shows a deleted account as the user `ghost`.
  .transform((value) => value ?? { login: "ghost", type: "User" });

export const anything = z.unknown();

export const withId = z.object({ id: z.number() });

export const appSchema = z.object({ id: z.number(), slug: z.string() });

export const installationSchema = z.object({
  id: z.number(),
  account: z.object({ login: z.string().optional(), slug: z.string().optional() }).nullish(),
  suspended_at: z.string().nullish(),
  created_at: z.coerce.date(),
});

export const deliverySchema = z.object({
  id: z.number(),
  guid: z.string(),
  delivered_at: z.coerce.date(),
  status_code: z.number(),
});

export const repositorySchema = z.object({
  id: z.number(),
  name: z.string(),
  owner: z.object({ login: z.string() }),
  default_branch: z.string(),
  private: z.boolean(),
  clone_url: z.string(),
});

export const pullRequestSchema = z.object({
  number: z.number(),
  title: z.string(),
  body: z.string().nullish(),
  state: z.enum(["open", "closed"]),
  draft: z.boolean().nullish(),
  user,
  labels: z.array(z.object({ name: z.string() })).catch([]),
  head: z.object({ sha: z.string(), ref: z.string() }),
  base: z.object({ sha: z.string(), ref: z.string() }),
  updated_at: z.coerce.date(),
  /** Missing where pull requests are listed. */
  changed_files: z.number().optional(),
});

export const comparisonSchema = z.object({ merge_base_commit: z.object({ sha: z.string() }) });

export const changedFileSchema = z.object({
  filename: z.string(),
  previous_filename: z.string().optional(),
  status: z.string(),
  additions: z.number(),
  deletions: z.number(),
  patch: z.string().optional(),
});

export const treeSchema = z.object({
  tree: z.array(
    z.object({
      path: z.string(),
      mode: z.string(),
      type: z.string(),
      sha: z.string(),
      size: z.number().optional(),
    }),
  ),
  truncated: z.boolean().catch(false),
});

export const blobSchema = z.object({ content: z.string(), encoding: z.enum(["base64", "utf-8"]) });

export const reviewSchema = z.object({
  id: z.number(),
  user,
  body: z.string().nullish(),
  commit_id: z.string().nullish(),
});

export const issueCommentSchema = z.object({
  id: z.number(),
  user,
  body: z.string().nullish(),
  created_at: z.coerce.date(),
  html_url: z.string().catch(""),
});

export const reviewCommentSchema = issueCommentSchema.extend({
  path: z.string(),
  line: z.number().nullish(),
  start_line: z.number().nullish(),
  original_line: z.number().nullish(),
  original_start_line: z.number().nullish(),
  original_commit_id: z.string().catch(""),
  side: z.string().nullish(),
  in_reply_to_id: z.number().nullish(),
  diff_hunk: z.string().catch(""),
});

/** An unknown level is none of ours: it only has to be told apart. */
export const annotationSchema = z.object({
  path: z.string(),
  start_line: z.number(),
  end_line: z.number(),
  annotation_level: z.string().nullish(),
  title: z.string().nullish(),
  message: z.string().nullish(),
});

export const checkRunsPage = z
  .object({
    check_runs: z.array(
      z.object({
        id: z.number(),
        external_id: z.string().nullish(),
        app: z.object({ id: z.number() }).nullish(),
      }),
    ),
  })
  .transform((page) => page.check_runs);

export const repositoriesPage = z
  .object({ repositories: z.array(repositorySchema) })
  .transform((page) => page.repositories);

export const permissionSchema = z.object({
  permission: z.string(),
  user: z.object({ id: z.number() }).nullish(),
});

export const convertedAppSchema = z.object({
  id: z.number(),
  slug: z.string(),
  html_url: z.string(),
  pem: z.string(),
  webhook_secret: z.string(),
  client_id: z.string(),
  client_secret: z.string(),
});
