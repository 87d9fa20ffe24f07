/**
 * Reads findings from JSON anywhere in a text: an array, an object with a list in it, one object
 * per line, in fences or in prose. Only objects that are closed are read, so a cut answer gives
 * its whole findings and never half of one.
 */
import { parseDocument } from "yaml";
import { cleanText } from "../prompts/clean-text.ts";
import {
  count,
  type FieldName,
  fieldOf,
  type RawFinding,
  type RawFindings,
  setField,
} from "./raw-finding.ts";

/** Objects that are tried at most: parsing costs their length, and nested garbage is parsed again. */
const MAX_OBJECTS = 200;

/** A finding is a few hundred characters; garbage of braces is not worth a second parser's time. */
const LONGEST_YAML = 8_000;

const LIST_KEYS = ["findings", "issues", "comments", "problems", "results", "reviews"];

export function readJson(text: string): RawFindings & { isEmptyList: boolean } {
  const result: RawFindings & { isEmptyList: boolean } = {
    raw: [],
    rejected: {},
    isEmptyList: /^\s*(?:```\w*\s*)?\[\s*\]\s*(?:```\s*)?$/.test(text),
  };
  const { spans, isCut } = closedObjects(text);
  let end = -1;
  for (const span of spans.slice(0, MAX_OBJECTS)) {
    if (span.start < end) continue;
    const value = parseLenient(text.slice(span.start, span.end));
    if (!isRecord(value)) continue;
    end = span.end;
    collect(value, result);
  }
  if (isCut && result.raw.length > 0) count(result.rejected, "cut off");
  return result;
}

function collect(value: Record<string, unknown>, result: RawFindings & { isEmptyList: boolean }) {
  const list = LIST_KEYS.map((key) => value[key]).find(Array.isArray);
  if (list === undefined) {
    const raw = toRaw(value);
    if (raw !== null) result.raw.push(raw);
    return;
  }
  if (list.length === 0) result.isEmptyList = true;
  for (const item of list) {
    const raw = isRecord(item) ? toRaw(item) : null;
    if (raw === null) count(result.rejected, "not a finding");
    else result.raw.push(raw);
  }
}

/** Null when the object has neither a title, nor a text, nor a quote. */
function toRaw(value: Record<string, unknown>): RawFinding | null {
  const fields = fieldsOf(value);
  const { title, body, quote } = fields;
  const isNone = title === undefined && body === undefined && quote === undefined;
  return isNone ? null : { fields, fenced: new Set() };
}

function fieldsOf(value: Record<string, unknown>): RawFinding["fields"] {
  const raw: RawFinding = { fields: {}, fenced: new Set() };
  for (const [key, entry] of Object.entries(value)) {
    const field = fieldOf(key);
    if (isRecord(entry)) takeNested(raw, field, entry);
    if (field === null) continue;
    if (typeof entry === "string") setField(raw, field, cleanText(entry));
    else if (typeof entry === "number" && Number.isFinite(entry)) setField(raw, field, `${entry}`);
  }
  return raw.fields;
}

/** `location: {file, line}` holds fields of its own, `suggestion: {code}` is one. */
function takeNested(raw: RawFinding, field: FieldName | null, entry: Record<string, unknown>) {
  if (field === null) {
    const nested = fieldsOf(entry);
    for (const [own, value] of Object.entries(nested ?? {}) as [FieldName, string][]) {
      setField(raw, own, value);
    }
    return;
  }
  const text = [entry.code, entry.text, entry.content, entry.value].find(
    (value) => typeof value === "string",
  );
  if (typeof text === "string") setField(raw, field, cleanText(text));
}

interface Span {
  start: number;
  end: number;
}

/** All `{…}` that are closed, outer before inner. One pass; quotes count only inside braces. */
function closedObjects(text: string): { spans: Span[]; isCut: boolean } {
  const open: number[] = [];
  const spans: Span[] = [];
  let isInString = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (isInString) {
      if (char === "\\") i++;
      else if (char === '"') isInString = false;
    } else if (char === '"') isInString = open.length > 0;
    else if (char === "{") open.push(i);
    else if (char === "}") {
      const start = open.pop();
      if (start !== undefined) spans.push({ start, end: i + 1 });
    }
  }
  spans.sort((a, b) => a.start - b.start);
  return { spans, isCut: open.length > 0 };
}

function parseLenient(text: string): unknown {
  return parseOrUndefined(text) ?? parseOrUndefined(repair(text)) ?? parseAsYaml(text);
}

/** Single quotation marks and bare keys are YAML; comments of JavaScript are not. */
function parseAsYaml(text: string): unknown {
  if (text.length > LONGEST_YAML) return undefined;
  const withoutComments = text.replace(/"(?:[^"\\]|\\[\s\S])*"|^\s*\/\/.*$/gm, (part) =>
    part.trimStart().startsWith("//") ? "" : part,
  );
  try {
    const document = parseDocument(withoutComments, { schema: "core", merge: false });
    return document.errors.length > 0 ? undefined : document.toJS({ maxAliasCount: 0 });
  } catch {
    return undefined;
  }
}

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The two mistakes that small models make in JSON: raw line ends in strings, trailing commas. */
function repair(text: string): string {
  return text.replace(/"(?:[^"\\]|\\[\s\S])*"|,(?=\s*[}\]])/g, (part) =>
    part === "," ? "" : part.replaceAll("\n", "\\n").replaceAll("\t", "\\t"),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
