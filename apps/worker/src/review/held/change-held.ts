import type { RepositoryConfig } from "@devflow/config";
import type { InstallationClient } from "@devflow/github";
import type { WorkerContext } from "../../context.ts";
import {
  type Draft,
  dropDrafts,
  endHeldReview,
  findHeldReview,
  loadDrafts,
  releaseDrafts,
  rewordDraft,
} from "../../store/held-rows.ts";
import type { ReviewRow } from "../../store/review-row.ts";
import { finishReview } from "../finish-review.ts";
import { readConfiguration } from "../read-configuration.ts";
import { showWaiting } from "./hold-review.ts";

/**
 * What a maintainer does with a held review. Properties wanted: each may be repeated, after a crash
 * or beside another run of the same command, and gives the same, the outcome too; nothing is posted
 * of a head that is not the newest.
 * Design: the rows say what is to be posted, waits or is dropped, under numbers that never change.
 * They are changed first; then what GitHub shows is made to agree with them by the normal way of
 * posting, which looks for its markers. The outcome is read from the rows: whoever finds them as
 * asked for is done, whichever run made them so.
 * Race accepted: a run that died and finds a newer head says so, also of what it had posted before.
 */
export type HeldOutcome =
  /** No review of this pull request waits, or a newer head took over. */
  | { state: "none" }
  | { state: "superseded" }
  /** `changed` are the numbers that are now as asked for; `unknown` have no draft that can be. */
  | { state: "done"; changed: number[]; unknown: number[]; waiting: number };

export interface HeldPull {
  repositoryId: number;
  pullNumber: number;
}

type Context = Pick<WorkerContext, "database" | "logger" | "onStep">;

/** Posts these drafts, or all that nobody dropped. The others go on waiting. */
export async function publishHeld(
  context: Context,
  github: InstallationClient,
  pull: HeldPull,
  numbers: readonly number[] | "all",
): Promise<HeldOutcome> {
  const held = await openHeld(context, github, pull);
  if ("state" in held) return held;
  const { row, drafts } = held;
  const kept = drafts.filter(({ fate }) => fate !== "dropped").map(({ number }) => number);
  const asked = numbers === "all" ? kept : numbers;
  await releaseDrafts(context.database, row.id, asked);
  await bringToGitHub(context, github, row);
  return outcomeOf(context, row, asked, ({ fate }) => fate === "published");
}

/** Takes these drafts out for good: they are not found again on this pull request. */
export async function dropHeld(
  context: Context,
  github: InstallationClient,
  pull: HeldPull,
  numbers: readonly number[],
  actor: string,
): Promise<HeldOutcome> {
  const held = await openHeld(context, github, pull);
  if ("state" in held) return held;
  const { row } = held;
  await dropDrafts(context.database, row.id, numbers, actor);
  await bringToGitHub(context, github, row);
  return outcomeOf(context, row, numbers, ({ fate }) => fate === "dropped");
}

/** Gives a draft other words: the first line is its title, the rest its text. */
export async function editHeld(
  context: Context,
  github: InstallationClient,
  pull: HeldPull,
  number: number,
  text: string,
  actor: string,
): Promise<HeldOutcome> {
  const held = await openHeld(context, github, pull);
  if ("state" in held) return held;
  const { row } = held;
  const [title = "", ...body] = text.trim().split(/\r?\n/);
  const words = { title: title.trim(), body: body.join("\n").trim() };
  await rewordDraft(context.database, row.id, number, { ...words, actor });
  const isWaiting = waitingOf(await loadDrafts(context.database, row.id)).length > 0;
  if (isWaiting) await showWaiting(context, github, row, await configurationOf(github, row));
  return outcomeOf(
    context,
    row,
    [number],
    ({ finding }) => finding.title === words.title && finding.body === words.body,
  );
}

async function openHeld(
  { database }: Context,
  github: InstallationClient,
  pull: HeldPull,
): Promise<{ row: ReviewRow; drafts: Draft[] } | { state: "none" } | { state: "superseded" }> {
  const row = await findHeldReview(database, pull);
  if (row === null) return { state: "none" };
  const { headSha, state } = await github.readPullRequest(row.repository, row.pullNumber);
  if (headSha !== row.headSha || state === "closed") return { state: "superseded" };
  return { row, drafts: await loadDrafts(database, row.id) };
}

/** Posts what is released. What still waits stays in the check run, and the review stays held. */
async function bringToGitHub(
  context: Context,
  github: InstallationClient,
  row: ReviewRow,
): Promise<void> {
  const config = await configurationOf(github, row);
  const isWaiting = waitingOf(await loadDrafts(context.database, row.id)).length > 0;
  if (isWaiting) {
    const showCheck = () => showWaiting(context, github, row, config);
    await finishReview(context, github, row, config, { showCheck });
    return;
  }
  await finishReview(context, github, row, config);
  await endHeldReview(context.database, row.id, "published by a maintainer");
}

async function configurationOf(
  github: InstallationClient,
  { repository, pullNumber }: ReviewRow,
): Promise<RepositoryConfig> {
  const pull = await github.readPullRequest(repository, pullNumber);
  return (await readConfiguration(github, repository, pull)).config;
}

async function outcomeOf(
  { database }: Context,
  row: ReviewRow,
  asked: readonly number[],
  isAsAsked: (draft: Draft) => boolean,
): Promise<HeldOutcome> {
  const drafts = await loadDrafts(database, row.id);
  const done = new Set(drafts.filter(isAsAsked).map(({ number }) => number));
  return {
    state: "done",
    changed: asked.filter((number) => done.has(number)),
    unknown: asked.filter((number) => !done.has(number)),
    waiting: waitingOf(drafts).length,
  };
}

function waitingOf(drafts: readonly Draft[]): number[] {
  return drafts.filter(({ fate }) => fate === "waiting").map(({ number }) => number);
}
