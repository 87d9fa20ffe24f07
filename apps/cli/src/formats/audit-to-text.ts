import type { AuditDamage, AuditRow, AuditVerification } from "@devflow/audit";

/** An entry a line; what is behind the subject is its reason, what was counted, or what a model was asked. */
export function auditToText(rows: readonly AuditRow[]): string {
  if (rows.length === 0) return "There is no such entry.\n";
  const lines = rows.map(({ id, happenedAt, actor, action, subject, details }) => {
    const time = `${happenedAt.toISOString().slice(0, 19)}Z`;
    return [id, time, actor, action, subject].join("  ") + more(details);
  });
  return `${lines.join("\n")}\n`;
}

function more(details: AuditRow["details"]): string {
  const { reason, counts, changed } = details;
  if (typeof reason === "string") return `: ${reason}`;
  if (Array.isArray(changed) && changed.length > 0) return `: ${changed.join(", ")}`;
  if (typeof counts !== "object" || counts === null) return askedFor(details);
  const words = Object.entries(counts).map(([name, count]) => `${name} ${count}`);
  return `: ${words.join(", ")}`;
}

/** Of a question to a model: for what, about which repository and pull request, and how it ended. */
function askedFor({ purpose, feature, repository, pull, outcome }: AuditRow["details"]): string {
  const task = [feature, purpose].filter((word) => typeof word === "string").join(" ");
  if (task === "") return "";
  const number = typeof pull === "number" ? `#${pull}` : "";
  const where = typeof repository === "string" ? ` for ${repository}${number}` : "";
  return `: ${task}${where}, ${outcome}`;
}

const restore =
  "Look who may write to the database, and take the entries from a backup or an export: `devflow audit verify --file` finds the last whole one.";
const nextSteps: Record<AuditDamage, string> = {
  changed: restore,
  removed: restore,
  moved: restore,
  inserted: restore,
  cut_off: `${restore} The anchor says since when.`,
};

/** What a look at the chain came to, and what to do. */
export function verificationToText(
  verified: AuditVerification,
  { isFile, anchors }: { isFile: boolean; anchors: number },
): string {
  const what = isFile ? "The file" : "The log";
  if (!verified.isWhole) {
    const { brokenAt, damage, reason, rows } = verified;
    return `${what} was tampered with at entry ${brokenAt} (${damage.replace("_", " ")}): ${reason}. Whole before it: ${counted(rows, "entry", "entries")}.\n${nextSteps[damage]}\n`;
  }
  const { rows, firstId, newestId, newestHash } = verified;
  const part =
    firstId > 1 ? ` It begins with entry ${firstId}: what is before is not asked for.` : "";
  const kept = anchors === 0 ? "" : ` It has ${counted(anchors, "anchor", "anchors")}.`;
  const next =
    anchors === 0 && !isFile && newestId > 0
      ? "\nKept elsewhere, the anchor shows entries that are cut off later (--expect), and where to begin the next time (--from)."
      : "";
  const anchor = newestId > 0 ? `\nAnchor: ${anchorText({ newestId, newestHash })}` : "";
  return `${counted(rows, "entry", "entries")} up to ${newestId}, all whole.${part}${kept}${anchor}${next}\n`;
}

/** A place of the chain as people and crontabs keep it. */
export function anchorText({
  newestId,
  newestHash,
}: {
  newestId: number;
  newestHash: string;
}): string {
  return `${newestId}:${newestHash}`;
}

function counted(count: number, one: string, several: string): string {
  return `${count} ${count === 1 ? one : several}`;
}
