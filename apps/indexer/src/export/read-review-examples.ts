import type { Database } from "@devflow/database";
import {
  Cap,
  type CommentJudge,
  type ExampleStream,
  exampleOfComment,
  examplesOfDraft,
  pairsOfPull,
} from "@devflow/dataset";
import type { Window } from "@devflow/review";
import { z } from "zod";
import { readCommentsOf, readPastPulls } from "../backfill/index.ts";
import { defaultWindow } from "./comment-window.ts";
import { readDrafts, readDraftsOfPull } from "./read-drafts.ts";
import { type ReviewTotals, readReviewTotals } from "./review-totals.ts";
import type { TeamWords } from "./team-words.ts";

export interface ReviewExampleOptions {
  /** Default: all that are active. */
  repositoryIds?: readonly number[];
  /** What a repository's configuration says. Default: nothing, in any language. */
  wordsOf?: (repositoryId: number) => Promise<TeamWords>;
  /** Of the expert that will be trained. Default: 4,096 tokens, 1,024 of them for the answer. */
  window?: Window;
  /** Silent prompts for each one with something to say, in one repository. Default: 1. */
  silenceRatio?: number;
  /** Examples from one person's comments in one repository. Default: 500. */
  mostPerAuthor?: number;
  /** Examples from findings of one category and label in one repository. Default: 2,000. */
  mostPerCategory?: number;
  /** Which files hold secrets. Default: the built-in list. */
  isSecretFile?: ((path: string) => boolean) | undefined;
  /** A second opinion about each comment that the filters let pass. Default: nobody is asked. */
  judge?: CommentJudge;
}

/** Two experts that write nothing all day long are no better than one. */
const SILENCE_RATIO = 1;
const MOST_PER_AUTHOR = 500;
const MOST_PER_CATEGORY = 2_000;

const anyWords: TeamWords = { language: "", instructionsFor: () => "" };

const repositoryRow = z.object({ id: z.number(), owner: z.string().nullable(), name: z.string() });

/**
 * Everything that reviews teach, one example after the other, with what was refused: by repository, in
 * each the drafts, the pairs of its pull requests, and the comments of people. The same rows give the
 * same examples in the same order. In memory are a page of rows, and of one repository a digest of each
 * prompt and eight bytes of each comment, so that nothing is taken twice.
 *
 * Rows that are written meanwhile may or may not be in it: each page is a statement of its own, as a
 * transaction over an hour would hold everybody else off on the embedded database.
 */
export async function* readReviewExamples(
  database: Database,
  options: ReviewExampleOptions = {},
): ExampleStream {
  const rows = await database.query(
    `SELECT id, owner, name FROM repositories
      WHERE state = 'active' AND ($1::bigint[] IS NULL OR id = ANY ($1)) ORDER BY id`,
    [options.repositoryIds ?? null],
  );
  for (const row of rows) {
    const { id, owner, name } = repositoryRow.parse(row);
    const repository = { id, name: owner === null ? name : `${owner}/${name}` };
    const totals = await readReviewTotals(database, id);
    const words = (await options.wordsOf?.(id)) ?? anyWords;
    yield* fromDrafts(database, id, totals, options);
    yield* fromPairs(database, id, words, options);
    yield* fromComments(database, repository, totals, { ...options, words });
  }
}

async function* fromDrafts(
  database: Database,
  repositoryId: number,
  { perCategory, spoken, silent }: ReviewTotals,
  {
    silenceRatio = SILENCE_RATIO,
    mostPerCategory = MOST_PER_CATEGORY,
    isSecretFile,
  }: ReviewExampleOptions,
): ExampleStream {
  const silenceShare = silent === 0 ? 0 : Math.min(1, (silenceRatio * spoken) / silent);
  const seen = {
    prompts: new Set<string>(),
    perCategory: new Cap(mostPerCategory, perCategory),
  };
  for await (const draft of readDrafts(database, repositoryId)) {
    yield* examplesOfDraft(draft, { silenceShare, isSecretFile }, seen);
  }
}

const numberRow = z.object({ pull_number: z.number() });

async function* fromPairs(
  database: Database,
  repositoryId: number,
  { language }: Pick<TeamWords, "language">,
  { isSecretFile }: Pick<ReviewExampleOptions, "isSecretFile">,
): ExampleStream {
  // Few: an expert with many unwanted findings is not kept.
  const rows = await database.query(
    `SELECT DISTINCT review.pull_number
       FROM expert_drafts draft
       JOIN reviews review ON review.id = draft.review_id
       JOIN findings ON findings.expert_draft_id = draft.id
       JOIN remark_outcomes outcome ON outcome.remark_id = findings.remark_id
      WHERE draft.repository_id = $1 AND outcome.is_final AND outcome.label = 'unwanted'
      ORDER BY review.pull_number`,
    [repositoryId],
  );
  for (const row of rows) {
    const { pull_number: number } = numberRow.parse(row);
    const drafts = await readDraftsOfPull(database, repositoryId, number);
    const comments = await readCommentsOf(database, repositoryId, [number]);
    yield* pairsOfPull(drafts, comments, { language, isSecretFile });
  }
}

async function* fromComments(
  database: Database,
  repository: { id: number; name: string },
  { perAuthor }: ReviewTotals,
  options: ReviewExampleOptions & { words: TeamWords },
): ExampleStream {
  const {
    words,
    mostPerAuthor = MOST_PER_AUTHOR,
    window = defaultWindow,
    judge,
    isSecretFile,
  } = options;
  const { language, instructionsFor } = words;
  const settings = {
    ...{ language, instructionsFor, window, isSecretFile },
    ...(judge && { judge }),
  };
  const seen = { said: new Set<number>(), perAuthor: new Cap(mostPerAuthor, perAuthor) };
  for await (const { comments, ...pull } of readPastPulls(database, repository.id)) {
    const commented = { ...pull, repository: repository.name };
    for (const comment of comments) {
      yield await exampleOfComment(comment, commented, settings, seen);
    }
  }
}
