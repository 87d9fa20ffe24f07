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

/**
 * Names that models use for a field, in lower case and without spaces; the first of a list is ours.
 * The other languages are those in which small models answer when the code's comments are in them.
 */
const ALIASES: Record<FieldName, string> = {
  path: "file path filename filepath relevantfile datei pfad fichier chemin archivo fichero arquivo ficheiro percorso 文件 文件名 文件路径 路径 ファイル ファイル名 パス 파일 файл путь",
  quote:
    "line quote code codeline quotedline quotedcode changedline lineofcode snippet codesnippet existingcode originalcode zeile codezeile ligne lignedecode línea líneadecódigo linha linhadecódigo riga 行 代码 代码行 コード コード行 該当行 코드 줄 строка строкакода код",
  severity:
    "severity level priority schweregrad schwere gravité sévérité severidad gravedad gravidade severidade gravità 严重性 严重程度 重要度 重大度 深刻度 심각도 серьёзность важность критичность",
  category:
    "category type kind label kategorie catégorie categoría categoria 类别 分类 カテゴリ カテゴリー 카테고리 категория",
  title:
    "title issue problem summary headline header issueheader issuetitle titel titre título titolo problème problema 标题 问题 タイトル 問題 제목 заголовок проблема",
  body: "why description explanation reason details rationale body comment message impact issuecontent issuedescription warum begründung erklärung beschreibung pourquoi raison explication description porqué porquê razón explicación descripción motivo explicação descrição perché 原因 说明 描述 理由 説明 이유 설명 причина почему описание объяснение",
  suggestion:
    "fix suggestion suggestedfix suggestedcode proposedfix replacement improvedcode fixedcode recommendation vorschlag lösung korrektur correction corrigé solution corrección solución sugerencia correção solução sugestão correzione 修复 修复代码 建议 修正 修正案 提案 수정 исправление решение предложение",
  confidence:
    "confidence certainty confidencescore konfidenz sicherheit confiance certitude confianza confiança 置信度 信頼度 確信度 신뢰도 уверенность",
};

const FIELD_OF = new Map(
  (Object.entries(ALIASES) as [FieldName, string][]).flatMap(([field, names]) =>
    names.split(" ").map((name) => [plainKey(name), field] as const),
  ),
);

/** The field that a key such as `Suggested fix`, `file_path` or `Begründung` means; else null. */
export function fieldOf(key: string): FieldName | null {
  return FIELD_OF.get(plainKey(key)) ?? null;
}

/** Letters only, in lower case, without accents. */
function plainKey(key: string): string {
  return key
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[^\p{L}]/gu, "");
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
