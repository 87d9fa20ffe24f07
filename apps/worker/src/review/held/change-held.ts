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
 * What a maintainer does with a held review. Properties wanted: each may be repeated after a crash
 * and gives the same; nothing is posted of a head that is not the newest.
 * Design: the rows say what is to be posted, waits or is dropped, under numbers that never change.
 * They are changed first; then what GitHub shows is made to agree with them by the normal way of
 * posting, which looks for its markers.
 */
export type HeldOutcome =
  /** No review of this pull request waits, or a newer head took over. */
  | { state: "none" }
  | { state: "superseded" }
  /** `changed` are the numbers that it was done to, now or by a run before; `unknown` have no draft. */
  | { state: "done"; changed: number[]; unknown: number[]; waiting: number };

export interface HeldPull {
  repositoryId: number;
  pullNumber: number;
}

type Context = Pick<WorkerContext, "database" | "logger" | "onStep">;

/** Posts these drafts, or all that wait. The others go on waiting. */
export async function publishHeld(
  context: Context,
  github: InstallationClient,
  pull: HeldPull,
  numbers: readonly number[] | "all",
): Promise<HeldOutcome> {
  const held = await openHeld(context, github, pull);
  if ("state" in held) return held;
  const { row, drafts } = held;
  const asked = numbers === "all" ? waitingOf(drafts) : numbers;
  await releaseDrafts(context.database, row.id, asked);
  await bringToGitHub(context, github, row);
  return outcomeOf(context, row, drafts, asked);
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
  const { row, drafts } = held;
  await dropDrafts(context.database, row.id, numbers, actor);
  await bringToGitHub(context, github, row);
  return outcomeOf(context, row, drafts, numbers);
}

/** Gives a draft other words: the first line is its title, the rest its text. */
export async function editHeld(
  context: Context,
  github: InstallationClient,
  pull: HeldPull,
  number: number,
  text: string,
): Promise<HeldOutcome> {
  const held = await openHeld(context, github, pull);
  if ("state" in held) return held;
  const { row, drafts } = held;
  const [title = "", ...body] = text.trim().split(/\r?\n/);
  const words = { title: title.trim(), body: body.join("\n").trim() };
  const isChanged = await rewordDraft(context.database, row.id, number, words);
  await showWaiting(context, github, row, await configurationOf(github, row));
  const outcome = await outcomeOf(context, row, drafts, [number]);
  return outcome.state === "done" && !isChanged
    ? { ...outcome, changed: [], unknown: [number] }
    : outcome;
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
  before: readonly Draft[],
  asked: readonly number[],
): Promise<HeldOutcome> {
  const known = new Set(before.map(({ number }) => number));
  const waiting = waitingOf(await loadDrafts(database, row.id)).length;
  return {
    state: "done",
    changed: asked.filter((number) => known.has(number)),
    unknown: asked.filter((number) => !known.has(number)),
    waiting,
  };
}

function waitingOf(drafts: readonly Draft[]): number[] {
  return drafts.filter(({ isWaiting }) => isWaiting).map(({ number }) => number);
}
