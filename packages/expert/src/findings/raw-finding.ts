/** The fields of a finding. `quote` is the line of code, `suggestion` the code that replaces it. */
export type FieldName =
  | "path"
  | "quote"
  | "severity"
  | "category"
  | "title"
  | "body"
  | "suggestion"
  | "confidence";

/** A finding as text, field by field, before anything is understood. */
export interface RawFinding {
  fields: Partial<Record<FieldName, string>>;
  /** Fields that came out of a code fence: taken as they are, never as prose. */
  fenced: Set<FieldName>;
}

/** What a reader made of an answer. */
export interface RawFindings {
  raw: RawFinding[];
  rejected: Record<string, number>;
}

/** Names that models use for a field, lower case, letters only; the first of a list is ours. */
const ALIASES: Record<FieldName, readonly string[]> = {
  path: ["file", "path", "filename", "filepath", "relevantfile"],
  quote: [
    "line",
    "quote",
    "code",
    "codeline",
    "quotedline",
    "quotedcode",
    "changedline",
    "lineofcode",
    "snippet",
    "codesnippet",
    "existingcode",
  ],
  severity: ["severity", "level", "priority"],
  category: ["category", "type", "kind", "label"],
  title: ["title", "issue", "problem", "summary", "headline", "header"],
  body: [
    "why",
    "description",
    "explanation",
    "reason",
    "details",
    "rationale",
    "body",
    "comment",
    "message",
    "impact",
  ],
  suggestion: [
    "fix",
    "suggestion",
    "suggestedfix",
    "suggestedcode",
    "proposedfix",
    "replacement",
    "improvedcode",
    "recommendation",
  ],
  confidence: ["confidence", "certainty", "confidencescore"],
};

const FIELD_OF = new Map(
  (Object.entries(ALIASES) as [FieldName, readonly string[]][]).flatMap(([field, names]) =>
    names.map((name) => [name, field] as const),
  ),
);

/** The field that a key such as `Suggested fix` or `file_path` means; null for other words. */
export function fieldOf(key: string): FieldName | null {
  return FIELD_OF.get(key.toLowerCase().replace(/[^a-z]/g, "")) ?? null;
}

const LINE_NUMBER_ONLY = /^`?(?:lines?|l)?\s*\d+(?:\s*(?:[-–,]|to)\s*\d+)?`?$/i;

/** True for `42`, `L42`, `lines 4-8`: a place that a model counted instead of copying the line. */
export function isLineNumber(text: string): boolean {
  return LINE_NUMBER_ONLY.test(text.trim());
}

/**
 * Keeps the first value of a field, so that later text cannot overwrite it; a quote replaces a
 * line number. Returns false when the value was not taken.
 */
export function setField(raw: RawFinding, field: FieldName, value: string): boolean {
  const former = raw.fields[field];
  const replacesNumber = field === "quote" && former !== undefined && isLineNumber(former);
  if (former !== undefined && former !== "" && !replacesNumber) return false;
  raw.fields[field] = value;
  return true;
}

/** Adds one to a counted reason. */
export function count(rejected: Record<string, number>, reason: string, by = 1): void {
  rejected[reason] = (rejected[reason] ?? 0) + by;
}
