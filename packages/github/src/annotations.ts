import type { z } from "zod";
import { type Context, inRepository } from "./context.ts";
import { limits } from "./limits.ts";
import type { CheckAnnotation, CheckRun, RepositoryRef } from "./model.ts";
import { pages } from "./pages.ts";
import { createOnce } from "./retry-policy.ts";
import { annotationSchema, anything } from "./schemas.ts";

/**
 * Adds the annotations that the run does not have yet. Properties wanted: each stands once, whatever
 * answer is lost. Design: GitHub appends what an update carries and takes nothing back, so what is
 * there is read before every try, and every update carries at most a batch of what is missing.
 */
export async function addAnnotations(
  context: Context,
  repository: RepositoryRef,
  runId: number,
  check: CheckRun,
): Promise<void> {
  const wanted = [
    ...new Map((check.annotations ?? []).map((each) => [keyOf(each), each])).values(),
  ];
  for (let from = 0; from < wanted.length; from += limits.annotationsPerRequest) {
    const batch = wanted.slice(from, from + limits.annotationsPerRequest);
    let missing = batch;
    await createOnce(
      context.session.policy,
      async () => {
        const present = await presentKeys(context, repository, runId);
        missing = batch.filter((each) => !present.has(keyOf(each)));
        return missing.length === 0 ? true : null;
      },
      () => append(context, repository, runId, check, missing),
    );
  }
}

async function append(
  context: Context,
  repository: RepositoryRef,
  runId: number,
  check: CheckRun,
  annotations: readonly CheckAnnotation[],
): Promise<true> {
  const route = "PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}";
  await context.session.write(anything, route, {
    ...inRepository(repository),
    check_run_id: runId,
    output: {
      title: check.title,
      summary: check.summary,
      annotations: annotations.map((each) => ({
        path: each.path,
        start_line: each.startLine,
        end_line: each.line,
        annotation_level: each.level,
        title: each.title,
        message: each.message,
      })),
    },
  });
  return true;
}

async function presentKeys(
  context: Context,
  repository: RepositoryRef,
  runId: number,
): Promise<Set<string>> {
  const route = "GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations";
  const where = { ...inRepository(repository), check_run_id: runId };
  const keys = new Set<string>();
  for await (const found of pages(context.session, annotationSchema, route, where)) {
    keys.add(keyOf(toAnnotation(found)));
  }
  return keys;
}

/** Place and title tell annotations apart; GitHub may give their words back with other line ends. */
function keyOf({ path, startLine, line, title }: Pick<CheckAnnotation, KeyField>): string {
  return JSON.stringify([path, startLine, line, title.trim()]);
}

type KeyField = "path" | "startLine" | "line" | "title";

function toAnnotation(found: z.output<typeof annotationSchema>): Pick<CheckAnnotation, KeyField> {
  const { path, start_line: startLine, end_line: line, title } = found;
  return { path, startLine, line, title: title ?? "" };
}
