import type { Queryable } from "@devflow/database";
import { countTerms } from "../text/split-terms.ts";
import { numberOf, textOf } from "./rows.ts";

/** A comment that was made on code, to be remembered when similar code is changed. */
export interface ReviewComment {
  /** The same for the same remark on the same code, whatever the line numbers. */
  fingerprint: string;
  author: "devflow" | "person";
  path: string;
  startLine: number;
  endLine: number;
  /** The code that it was about, without `+` and `-`. */
  hunk: string;
  body: string;
  /** When it was said; now, where nothing is given. */
  createdAt?: Date;
}

const MOST_TERMS = 120;
const MOST_HUNK_CHARACTERS = 8_000;
const MOST_FOUND = 40;

/** Remembers comments; one that is known keeps its first place. People edit what they said. */
export async function storeReviewComments(
  db: Queryable,
  repositoryId: number,
  comments: readonly ReviewComment[],
): Promise<void> {
  if (comments.length === 0) return;
  const distinct = new Map(comments.toReversed().map((each) => [each.fingerprint, each]));
  const given = [...distinct.values()].map((comment) => {
    const hunk = storable(comment.hunk.slice(0, MOST_HUNK_CHARACTERS));
    const terms = [...countTerms(hunk).keys()].slice(0, MOST_TERMS);
    return { ...comment, path: storable(comment.path), body: storable(comment.body), hunk, terms };
  });
  await db.query(
    `INSERT INTO review_comments
            (repository_id, fingerprint, author, path, start_line, end_line, hunk, terms, body,
             created_at)
     SELECT $1, c ->> 'fingerprint', c ->> 'author', c ->> 'path', (c ->> 'startLine')::integer,
            (c ->> 'endLine')::integer, c ->> 'hunk',
            ARRAY(SELECT jsonb_array_elements_text(c -> 'terms')), c ->> 'body',
            coalesce((c ->> 'createdAt')::timestamptz, now())
       FROM jsonb_array_elements($2::jsonb) AS given (c)
     ON CONFLICT (repository_id, fingerprint) DO UPDATE SET body = excluded.body
      WHERE review_comments.author = 'person' AND review_comments.body <> excluded.body`,
    [repositoryId, JSON.stringify(given)],
  );
}

/** Postgres keeps no NUL, and no half of a surrogate pair, which a cut may leave. */
function storable(text: string): string {
  return text.replaceAll("\0", "").toWellFormed();
}

export async function hasReviewComments(db: Queryable, repositoryId: number): Promise<boolean> {
  const rows = await db.query(`SELECT 1 FROM review_comments WHERE repository_id = $1 LIMIT 1`, [
    repositoryId,
  ]);
  return rows.length > 0;
}

/** Comments on code that shares most of the given terms, those that share more first. */
export async function findReviewComments(
  db: Queryable,
  repositoryId: number,
  terms: readonly string[],
): Promise<ReviewComment[]> {
  if (terms.length === 0) return [];
  const rows = await db.query(
    `SELECT fingerprint, author, path, start_line, end_line, hunk, body
       FROM review_comments
      WHERE repository_id = $1 AND terms && $2::text[]
      ORDER BY (SELECT count(*) FROM unnest(terms) AS own (term) WHERE term = ANY ($2::text[])) DESC,
               id DESC
      LIMIT $3`,
    [repositoryId, terms, MOST_FOUND],
  );
  return rows.map((row) => ({
    fingerprint: textOf(row, "fingerprint"),
    author: textOf(row, "author") === "person" ? "person" : "devflow",
    path: textOf(row, "path"),
    startLine: numberOf(row, "start_line"),
    endLine: numberOf(row, "end_line"),
    hunk: textOf(row, "hunk"),
    body: textOf(row, "body"),
  }));
}
