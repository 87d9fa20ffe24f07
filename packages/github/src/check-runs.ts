import { addAnnotations } from "./annotations.ts";
import { type Context, inRepository } from "./context.ts";
import type { CheckRun, RepositoryRef } from "./model.ts";
import { pagesOf } from "./pages.ts";
import { createOnce } from "./retry-policy.ts";
import { anything, checkRunsPage, withId } from "./schemas.ts";

/**
 * Creates or updates the check run with that name and key on that head, and gives its id. With
 * annotations the run is opened first and brought to its state last: a run that says `completed`
 * has them all.
 */
export async function putCheckRun(
  context: Context,
  repository: RepositoryRef,
  check: CheckRun,
): Promise<number> {
  let isNew = false;
  const hasMore = (check.annotations ?? []).length > 0;
  const id = await createOnce(
    context.session.policy,
    () => findCheckRun(context, repository, check),
    async () => {
      const created = await createCheckRun(context, repository, hasMore ? opened(check) : check);
      isNew = true;
      return created;
    },
  );
  if (isNew && !hasMore) return id;
  await addAnnotations(context, repository, id, check);
  const route = "PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}";
  const where = { ...inRepository(repository), check_run_id: id };
  await context.session.rewrite(anything, route, { ...where, ...toWire(check) });
  return id;
}

async function findCheckRun(
  context: Context,
  repository: RepositoryRef,
  check: CheckRun,
): Promise<number | null> {
  const { appId } = await context.identity();
  const route = "GET /repos/{owner}/{repo}/commits/{ref}/check-runs";
  const query = { ref: check.headSha, check_name: check.name, app_id: appId, filter: "all" };
  const runs = pagesOf(context.session, checkRunsPage, route, {
    ...inRepository(repository),
    ...query,
  });
  for await (const run of runs) {
    if (run.external_id === check.externalId && run.app?.id === appId) return run.id;
  }
  return null;
}

async function createCheckRun(
  context: Context,
  repository: RepositoryRef,
  check: CheckRun,
): Promise<number> {
  const route = "POST /repos/{owner}/{repo}/check-runs";
  const created = await context.session.write(withId, route, {
    ...inRepository(repository),
    head_sha: check.headSha,
    ...toWire(check),
  });
  return created.id;
}

function opened(check: CheckRun): CheckRun {
  return { ...check, status: "in_progress", conclusion: null };
}

/** Without a conclusion the field is left out: GitHub takes null for a mistake. */
function toWire(check: CheckRun): Record<string, unknown> {
  return {
    name: check.name,
    external_id: check.externalId,
    status: check.status,
    ...(check.conclusion === null ? {} : { conclusion: check.conclusion }),
    output: {
      title: check.title,
      summary: check.summary,
      ...(check.text === undefined ? {} : { text: check.text }),
    },
  };
}
