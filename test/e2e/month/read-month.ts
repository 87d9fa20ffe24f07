import type { Database } from "@devflow/database";
import { measureGroup } from "@devflow/dataset";
import { readMeasuredRemarks } from "@devflow/worker/outcomes";
import { type Implied, impliedBy } from "./fates.ts";
import type { PlannedPull } from "./month-plan.ts";

/** What is to be known of every finding of a month, by where it was said. */
export type MonthOutcomes = Record<string, Implied & { isFinal: boolean }>;

/** What the script alone implies. */
export function impliedOutcomes(plan: readonly PlannedPull[]): MonthOutcomes {
  return Object.fromEntries(
    plan.flatMap(({ path, findings, ending }) =>
      findings.map(({ bug, fate }) => [
        `${path} ${bug.name}: ${fate}, ${ending}`,
        { ...impliedBy(fate, ending), isFinal: ending !== "open" },
      ]),
    ),
  );
}

/** Numbers of a month, as `devflow outcomes` has them. */
export interface MonthCounts {
  remarks: number;
  merged: number;
  wanted: number;
  unwanted: number;
  undecided: number;
  addressed: number;
}

/** Findings of a rule that was switched off do not count. */
export function impliedCounts(plan: readonly PlannedPull[]): MonthCounts {
  const findings = plan.flatMap(({ findings, ending }) =>
    findings
      .filter(({ fate }) => fate !== "switch_off")
      .map(({ fate }) => ({ ending, ...impliedBy(fate, ending) })),
  );
  const merged = findings.filter(({ ending }) => ending === "merged");
  const count = (label: Implied["label"]) => findings.filter((each) => each.label === label).length;
  return {
    remarks: findings.length,
    merged: merged.length,
    wanted: count("wanted"),
    unwanted: count("unwanted"),
    undecided: count(null),
    addressed: merged.filter(({ isAddressed }) => isAddressed).length,
  };
}

export async function knownCounts(database: Database): Promise<MonthCounts> {
  const remarks = await readMeasuredRemarks(database, { repositoryId: null, since: null });
  const { addressed, merged, ...all } = measureGroup("all", remarks);
  const { wanted, unwanted, undecided } = all;
  const counts = { remarks: all.remarks, merged, wanted, unwanted, undecided };
  return { ...counts, addressed: Math.round(addressed.value * merged) };
}

/** What teammates wrote, of pull requests that have ended, as `path:line changed`; twice is a failure. */
export function impliedComments(plan: readonly PlannedPull[]): string[] {
  return plan
    .filter(({ ending }) => ending !== "open")
    .flatMap(({ path, findings }) => findings.map((_, index) => `${path}:${1 + 6 * index} false`))
    .toSorted();
}

export async function knownComments(database: Database): Promise<string[]> {
  const rows = await database.query<{ path: string; line: number; lines_changed: boolean }>(
    `SELECT path, line, lines_changed FROM human_comments
      WHERE reply_to_id IS NULL AND NOT is_bot AND author = 'kim'`,
  );
  return rows.map(({ path, line, lines_changed }) => `${path}:${line} ${lines_changed}`).toSorted();
}

/** Every signal that was ever seen, to tell whether another reading changes anything. */
export async function knownSignals(database: Database): Promise<unknown[]> {
  return await database.query(
    `SELECT id, remark_id, kind, source_key, actor, strength, detail, happened_at, withdrawn_at
       FROM outcome_signals ORDER BY id`,
  );
}

interface Row extends Record<string, unknown> {
  path: string;
  body: string;
  title: string;
  line: number;
  label: Implied["label"];
  decided_by: Implied["decidedBy"];
  is_addressed: boolean;
  is_final: boolean;
  signals: string[];
}

/** What DevFlow knows. A finding that was not planned, or said twice, has a name of its own. */
export async function knownOutcomes(
  database: Database,
  plan: readonly PlannedPull[],
): Promise<MonthOutcomes> {
  const rows = await database.query<Row>(
    `SELECT findings.path, findings.line, remarks.title, remarks.body, outcomes.label,
            outcomes.decided_by, outcomes.is_addressed, outcomes.is_final,
            ARRAY(SELECT signals.kind || ' ' || coalesce(signals.actor, '-')
                    FROM outcome_signals signals
                   WHERE signals.remark_id = remarks.id AND signals.withdrawn_at IS NULL) AS signals
       FROM remarks
       JOIN remark_outcomes outcomes ON outcomes.remark_id = remarks.id
       JOIN LATERAL (SELECT path, line FROM findings
                      WHERE findings.remark_id = remarks.id AND findings.state = 'posted'
                      ORDER BY findings.id LIMIT 1) findings ON true
      WHERE remarks.said_at IS NOT NULL
      ORDER BY remarks.id`,
  );
  const known: MonthOutcomes = {};
  for (const row of rows) {
    const name = nameOf(row, plan);
    known[name in known ? `${name}, again` : name] = {
      label: row.label,
      decidedBy: row.decided_by,
      isAddressed: row.is_addressed,
      isFinal: row.is_final,
      signals: row.signals.toSorted(),
    };
  }
  return known;
}

/** Each mistake stands on the third line of its function, which has six with the one between. */
function nameOf({ path, line, title }: Row, plan: readonly PlannedPull[]): string {
  const pull = plan.find((planned) => planned.path === path);
  const finding = (line - 3) % 6 === 0 ? pull?.findings[(line - 3) / 6] : undefined;
  if (pull === undefined || finding === undefined) return `not planned: ${path}:${line} ${title}`;
  return `${path} ${finding.bug.name}: ${finding.fate}, ${pull.ending}`;
}
