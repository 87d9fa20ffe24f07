import type { Database } from "@devflow/database";
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
