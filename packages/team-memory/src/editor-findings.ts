import { createHash } from "node:crypto";
import type { Database } from "@devflow/database";
import type { Remark } from "@devflow/review";
import { z } from "zod";
import { findingSource, severity } from "./columns.ts";

/**
 * What reviews in editors said to a person, and what that person does not want to hear again. Hashes and
 * kinds only: no code, no path, no word of what was said. What one person dismisses is that person's:
 * neither the team's memory nor the filter hears of it.
 */
export interface EditorMemory {
  personId: number;
  /** As the editor names it, known here or not; null where it has no name. */
  repository: string | null;
}

/** `not_now` holds for {@link notNowDays}, `not_a_problem` as long as the lines are what they were. */
export type EditorDismissal = "not_a_problem" | "not_now";

/** A week: who is asked again after every save switches the review off, and a branch lives about as long. */
export const notNowDays = 7;

export type SaidInEditor = Pick<
  Remark,
  | "fingerprint"
  | "contentKey"
  | "source"
  | "severity"
  | "category"
  | "path"
  | "side"
  | "startLine"
  | "line"
  | "trace"
>;

/**
 * Keeps what a review says, so that it can be dismissed by its fingerprint, and that what was dismissed is
 * still met with. A dismissal that came while the review ran stays.
 *
 * @param met fingerprints of what {@link readDismissedInEditor} gave and this review would have said
 */
export async function recordSaidInEditor(
  database: Database,
  memory: EditorMemory,
  said: readonly SaidInEditor[],
  met: readonly string[],
): Promise<void> {
  const key = keyOf(memory.repository);
  if (met.length > 0) {
    await database.query(
      `UPDATE editor_findings SET seen_at = now()
        WHERE person_id = $1 AND repository_key = $2 AND fingerprint = ANY($3::text[])`,
      [memory.personId, key, met],
    );
  }
  if (said.length === 0) return;
  // In one order everywhere, so that two reviews of one person do not wait for each other's rows.
  const rows = said
    .map((each) => ({
      ...{ fingerprint: each.fingerprint, content_key: each.contentKey, source: each.source },
      ...{ severity: each.severity, category: each.category, path_hash: hash(each.path) },
      ...{ side: each.side, start_line: each.startLine, line: each.line },
      line_hashes: each.trace.lineHashes,
      before_hashes: each.trace.before,
      after_hashes: each.trace.after,
    }))
    .sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1));
  await database.query(
    `INSERT INTO editor_findings
       (person_id, repository_key, fingerprint, content_key, source, severity, category, path_hash,
        side, start_line, line, line_hashes, before_hashes, after_hashes)
     SELECT $1, $2, fingerprint, content_key, source, severity, category, path_hash, side,
            start_line, line, line_hashes, before_hashes, after_hashes
       FROM jsonb_to_recordset($3::jsonb) AS said (
         fingerprint text, content_key text, source text, severity text, category text,
         path_hash text, side text, start_line integer, line integer, line_hashes text[],
         before_hashes text[], after_hashes text[])
     ON CONFLICT (person_id, repository_key, fingerprint) DO UPDATE SET
       content_key = excluded.content_key, severity = excluded.severity,
       path_hash = excluded.path_hash, side = excluded.side, start_line = excluded.start_line,
       line = excluded.line, line_hashes = excluded.line_hashes,
       before_hashes = excluded.before_hashes, after_hashes = excluded.after_hashes,
       dismissed = CASE WHEN ${holds("$4")} THEN editor_findings.dismissed END,
       dismissed_at = CASE WHEN ${holds("$4")} THEN editor_findings.dismissed_at END,
       seen_at = now()`,
    [memory.personId, key, JSON.stringify(rows), notNowDays],
  );
}

/** Null takes a dismissal back. False: no review in an editor said that to this person. */
export async function dismissInEditor(
  database: Database,
  memory: EditorMemory,
  fingerprint: string,
  dismissed: EditorDismissal | null,
): Promise<boolean> {
  const rows = await database.query(
    `UPDATE editor_findings
        SET dismissed = $4, dismissed_at = CASE WHEN $4::text IS NOT NULL THEN now() END,
            seen_at = now()
      WHERE person_id = $1 AND repository_key = $2 AND fingerprint = $3
      RETURNING fingerprint`,
    [memory.personId, keyOf(memory.repository), fingerprint, dismissed],
  );
  return rows.length > 0;
}

const dismissedRow = z.object({
  fingerprint: z.string(),
  content_key: z.string(),
  source: findingSource,
  severity,
  category: z.string(),
  path_hash: z.string(),
  side: z.enum(["LEFT", "RIGHT"]),
  start_line: z.number(),
  line: z.number(),
  line_hashes: z.array(z.string()),
  before_hashes: z.array(z.string()),
  after_hashes: z.array(z.string()),
  dismissed: z.enum(["not_a_problem", "not_now"]),
});

const words = { not_a_problem: "not a problem", not_now: "not now" } as const;

/**
 * What the person dismissed and what still holds, as remarks that follow their lines as those of pull
 * requests do. Without words: the expert's finding is known by its lines alone. Ids are negative, so that
 * they are not those of remarks on pull requests.
 *
 * @param paths of the change, the old names of renamed files too
 */
export async function readDismissedInEditor(
  database: Database,
  memory: EditorMemory,
  paths: readonly string[],
): Promise<Remark[]> {
  const rows = await database.query(
    `SELECT fingerprint, content_key, source, severity, category, path_hash, side, start_line, line,
            line_hashes, before_hashes, after_hashes, dismissed
       FROM editor_findings
      WHERE person_id = $1 AND repository_key = $2
        AND ${holds("$3")}
      ORDER BY dismissed_at DESC, fingerprint LIMIT $4`,
    [memory.personId, keyOf(memory.repository), notNowDays, mostDismissals],
  );
  const pathOf = new Map(paths.map((path) => [hash(path), path]));
  return rows.map((row, index) => toRemark(dismissedRow.parse(row), -1 - index, pathOf));
}

/** Whether a row is dismissed as yet. */
function holds(days: string): string {
  return `(editor_findings.dismissed = 'not_a_problem'
           OR (editor_findings.dismissed = 'not_now'
               AND editor_findings.dismissed_at > now() - ${days} * interval '1 day'))`;
}

/** The newest ones; a person who dismissed more has a rule to switch off. */
const mostDismissals = 2_000;

function toRemark(
  row: z.output<typeof dismissedRow>,
  id: number,
  pathOf: ReadonlyMap<string, string>,
): Remark {
  const { fingerprint, source, severity: worth, category, side, line } = row;
  return {
    ...{ id, fingerprint, source, severity: worth, category, side, line },
    ...{ title: "", body: "", path: pathOf.get(row.path_hash) ?? "" },
    contentKey: row.content_key,
    startLine: row.start_line,
    trace: { lineHashes: row.line_hashes, before: row.before_hashes, after: row.after_hashes },
    ...{ state: "dismissed", stateActor: "you", stateReason: words[row.dismissed] },
  };
}

/** `https://github.com/Acme/shop.git` and the same without `.git` are one. */
function keyOf(repository: string | null): string {
  return hash((repository ?? "").toLowerCase().replace(/(?:\.git)?\/*$/, ""));
}

/** 16 hex digits, as fingerprints have. */
function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
