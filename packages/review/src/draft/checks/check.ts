import type { FileDiff } from "@devflow/diff";
import type { ParsedCode, RuleCategory, RuleLanguage, Severity } from "@devflow/syntax";
import type { Callees } from "./callees.ts";

/** What a reviewer would prove by looking beside the line: at the base, at the diff, at other files. */
export interface Check {
  /** Settings, comments and dismissals name it as they name a rule. */
  id: `check-${string}`;
  severity: Severity;
  category: RuleCategory;
  /** One line. */
  title: string;
  languages: readonly RuleLanguage[];
  find(file: CheckedFile): CheckHit[] | Promise<CheckHit[]>;
}

/** Lines of the new version, 1-based, inclusive. */
export interface CheckHit {
  startLine: number;
  endLine: number;
  /** Why it matters and what to do, about this very place. */
  body: string;
  /** Where this place is surer or milder than the check. */
  severity?: Severity;
}

/** A changed file as checks see it. */
export interface CheckedFile {
  file: FileDiff;
  head: ParsedCode;
  headText: string;
  /** The version before; null when the file is new or too large. Parsed when it is asked for. */
  base(): ParsedCode | null;
  /** Lines of the new version that the change brought, 1-based. */
  added: ReadonlySet<number>;
  callees: Callees;
}
