import type { Handler } from "../http/call.ts";
import type { Operation } from "../openapi/operations.ts";
import { appRoutes } from "./app.ts";
import { checkRunRoutes } from "./check-runs.ts";
import { compareRoutes } from "./compare.ts";
import { contentsRoutes } from "./contents.ts";
import { gitTreeRoutes } from "./git-trees.ts";
import { installationRoutes } from "./installation.ts";
import { issueCommentRoutes } from "./issue-comments.ts";
import { pullRoutes } from "./pulls.ts";
import { rateLimitRoutes } from "./rate-limit.ts";
import { reactionRoutes } from "./reactions.ts";
import { repositoryRoutes } from "./repositories.ts";
import { reviewCommentRoutes } from "./review-comments.ts";
import { reviewRoutes } from "./reviews.ts";

/** The whole API of the fake. The type makes a listed operation without a handler an error. */
export const handlers: Record<Operation, Handler> = {
  ...appRoutes,
  ...installationRoutes,
  ...rateLimitRoutes,
  ...repositoryRoutes,
  ...contentsRoutes,
  ...gitTreeRoutes,
  ...compareRoutes,
  ...pullRoutes,
  ...reviewRoutes,
  ...reviewCommentRoutes,
  ...issueCommentRoutes,
  ...reactionRoutes,
  ...checkRunRoutes,
};
