/**
 * Reads findings written as lines of `key: value`.
 *
 * Wanted: every block of the asked form, also inside prose, fences, lists and bold type; nothing
 * from a block that was cut off. Design: one pass over the lines with one open block. A block
 * counts as whole only when something proves that the model went past it: `END`, or the next
 * block. The end of the text proves it only when the caller knows that the model stopped by
 * itself. A fence inside a block takes every line until it is closed, so code that looks like a
 * key or like `END` changes nothing.
 * Accepted: a fence that the model forgot to close swallows the rest; that is counted, not guessed.
 */
import {
  count,
  type FieldName,
  fieldOf,
  type RawFinding,
  type RawFindings,
  setField,
} from "./raw-finding.ts";

const DECORATION = /^[\s>]*(?:(?:[-*•+]|\d{1,3}[.)])\s+)?(?:#{1,6}\s+)?/;
const XML_HEADER = /^<(\/?)(?:finding|issue|problem)>$/i;
const HEADER = /^[*_`]{0,3}FINDING[*_`]{0,3}(?:\s*#?\d{1,3})?[*_`]{0,3}\s*(?:[:.–-]\s*(.*))?$/i;
const END = /^[*_`]*END(?:[ _]?FINDING)?[*_`.]*$/;
const KEY =
  /^[*_`"]{0,3}(\p{L}[\p{L}\p{M} _-]{0,24}?)(?:\s+\d{1,6}(?:-\d{1,6})?)?[*_`"]{0,3}\s{0,3}([:：=])(?:[*_]{1,3}(?=\s|$))?\s*(.*)$/u;
const XML_VALUE = /^<([A-Za-z_]{2,20})>(.*)<\/\1>$/;
const XML_OPEN = /^<([A-Za-z_]{2,20})>$/;
/** YAML's mark of a text in the lines below. */
const SCALAR = /^([|>])[+-]?\d?$/;
const FENCE_OPEN = /^\s*(`{3,}|~{3,})[^`]*$/;
const NUMBERED = /^(?:#{1,6}\s+|\s*)\d{1,3}[.)]\s+\S/;
/** `[HIGH] title`, `Critical: title`. */
const RATED = /^\[?(critical|high|medium|low)\]?\s*[:–-]?\s+(.+)$/i;

interface Fence {
  mark: string;
  /** Spaces before the opening mark: as many are taken off each line. */
  indent: number;
  lines: string[];
  /** Null outside of a field that takes code. */
  field: FieldName | null;
}

interface Scalar {
  field: FieldName;
  isFolded: boolean;
  /** Of the key; a line that is indented no more than it ends the text. */
  indent: number;
  lines: string[];
}

interface State extends RawFindings {
  block: RawFinding | null;
  field: FieldName | null;
  fence: Fence | null;
  scalar: Scalar | null;
  /** Between keys and values in the open block; its first key decides. */
  separator: ":" | "=" | null;
  /** No `FINDING` line anywhere: keys alone open a block. */
  isLoose: boolean;
}

/**
 * @param isWhole true when the model is known to have stopped by itself, so that a last block
 * without `END` is not a cut one
 * @returns `isLoose`: no `FINDING` line was there, so that keys alone opened the blocks
 */
export function readBlocks(text: string, isWhole: boolean): RawFindings & { isLoose: boolean } {
  const lines = text.split("\n");
  const isLoose = !lines.some((line) => HEADER.test(undecorated(line)));
  const closed = { block: null, field: null, fence: null, scalar: null, separator: null };
  const state: State = { raw: [], rejected: {}, ...closed, isLoose };
  for (const line of lines) readLine(state, line);
  if (isWhole) endScalar(state);
  // A fence line as the very last line closes a fence around the whole answer.
  const isInFence = state.fence !== null && state.fence.lines.length > 0;
  if (isWhole && !isInFence) closeBlock(state);
  else if (state.block !== null && (!isLoose || state.block.fields.quote !== undefined)) {
    count(state.rejected, isInFence ? "code block not closed" : "cut off");
  }
  return { raw: state.raw, rejected: state.rejected, isLoose };
}

function undecorated(line: string): string {
  return line
    .replace(DECORATION, "")
    .replace(/^\d{1,3}[.)]\s+/, "")
    .trimEnd();
}

function readLine(state: State, line: string): void {
  const content = undecorated(line);
  const header = HEADER.exec(content);
  const element = XML_HEADER.exec(content);
  if (state.fence !== null) readFencedLine(state, state.fence, line);
  else if (state.scalar !== null && readScalarLine(state.scalar, line)) return;
  else if (element !== null) element[1] === "" ? openBlock(state, "") : closeBlock(state);
  else if (header !== null) openBlock(state, header[1] ?? "");
  else if (state.block !== null && END.test(content)) closeBlock(state);
  else if (readElement(state, content)) return;
  else if (readKey(state, content, line)) return;
  else if (state.isLoose && NUMBERED.test(line)) openBlock(state, content);
  else if (state.block !== null) readContinuation(state, state.block, line);
}

function readFencedLine(state: State, fence: Fence, line: string): void {
  const trimmed = line.trim();
  const isClose =
    trimmed === fence.mark || (trimmed.startsWith(fence.mark) && /^(`+|~+)$/.test(trimmed));
  if (!isClose) {
    fence.lines.push(withoutIndent(line, fence.indent));
    return;
  }
  state.fence = null;
  if (state.block === null || fence.field === null) return;
  if (setField(state.block, fence.field, fence.lines.join("\n"))) {
    state.block.fenced.add(fence.field);
  }
}

/** A key that is known and not yet set; in a loose answer a repeated key opens the next block. */
function readKey(state: State, content: string, line: string): boolean {
  endScalar(state);
  const match = KEY.exec(content);
  const field = match === null ? null : fieldOf(match[1] ?? "");
  if (match === null || field === null) return false;
  const separator = match[2] === "=" ? "=" : ":";
  // Code is full of `name = value`: only a block that is written so from its first key on is read so.
  if (separator === "=" && state.isLoose) return false;
  if (separator !== (state.separator ?? separator)) return false;
  if (state.isLoose && opensNext(state.block, field)) openBlock(state, "");
  const block = state.block;
  if (block === null) return false;
  const value = (match[3] ?? "").trim();
  const opening = FENCE_OPEN.exec(value);
  if (opening !== null) {
    state.fence = { mark: opening[1] ?? "```", indent: indentOf(line), lines: [], field };
    state.field = field;
    return true;
  }
  const scalar = SCALAR.exec(value);
  if (scalar !== null) {
    const indent = line.indexOf(content.slice(0, 4));
    state.scalar = { field, isFolded: scalar[1] === ">", indent, lines: [] };
    state.field = field;
    return true;
  }
  if (!setField(block, field, value)) return false;
  state.field = field;
  state.separator ??= separator;
  return true;
}

/** `<title>…</title>`, or an element whose text stands in the lines below. */
function readElement(state: State, content: string): boolean {
  const value = XML_VALUE.exec(content);
  const tag = value?.[1] ?? XML_OPEN.exec(content)?.[1];
  const field = tag === undefined ? null : fieldOf(tag);
  if (field === null || state.block === null) return false;
  if (value === null) state.fence = { mark: `</${tag}>`, indent: 0, lines: [], field };
  else setField(state.block, field, withoutEntities(value[2] ?? ""));
  state.field = field;
  return true;
}

function withoutEntities(text: string): string {
  const characters: Record<string, string> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => characters[name] ?? "");
}

/** False when the line is no more of the text. */
function readScalarLine(scalar: Scalar, line: string): boolean {
  if (line.trim() !== "" && indentOf(line) <= scalar.indent) return false;
  scalar.lines.push(line);
  return true;
}

function endScalar(state: State): void {
  const { scalar, block } = state;
  state.scalar = null;
  if (scalar === null || block === null) return;
  const lines = scalar.lines.join("\n").trimEnd().split("\n");
  const indent = Math.min(...lines.filter((line) => line.trim() !== "").map(indentOf));
  const plain = lines.map((line) => withoutIndent(line, indent));
  setField(block, scalar.field, plain.join(scalar.isFolded ? " " : "\n"));
  if (!scalar.isFolded) block.fenced.add(scalar.field);
}

function indentOf(line: string): number {
  return /^\s*/.exec(line)?.[0].length ?? 0;
}

function withoutIndent(line: string, indent: number): string {
  return line.slice(Math.min(indentOf(line), indent));
}

function opensNext(block: RawFinding | null, field: FieldName): boolean {
  if (block === null) return field === "path" || field === "title" || field === "quote";
  return (field === "path" || field === "title") && block.fields[field] !== undefined;
}

function readContinuation(state: State, block: RawFinding, line: string): void {
  const opening = FENCE_OPEN.exec(line);
  const takesCode = state.field === "suggestion" || state.field === "quote";
  if (opening !== null) {
    const field = takesCode && block.fields[state.field ?? "quote"] === "" ? state.field : null;
    state.fence = { mark: opening[1] ?? "```", indent: indentOf(line), lines: [], field };
    return;
  }
  if (line.trim() === "" && !takesCode) return;
  const field = state.field === "suggestion" ? "suggestion" : "body";
  if (state.field === null || state.field === "quote") return;
  const former = block.fields[field];
  block.fields[field] = former === undefined || former === "" ? line : `${former}\n${line}`;
}

function openBlock(state: State, title: string): void {
  if (state.block !== null) closeBlock(state);
  const block: RawFinding = { fields: {}, fenced: new Set() };
  const rated = RATED.exec(title);
  if (rated !== null) block.fields = { severity: rated[1] ?? "", title: rated[2] ?? "" };
  else if (title !== "") block.fields.title = title;
  state.block = block;
  state.field = null;
  state.separator = null;
}

function closeBlock(state: State): void {
  endScalar(state);
  if (state.block !== null && Object.keys(state.block.fields).length > 0) {
    state.raw.push(state.block);
  }
  state.block = null;
  state.field = null;
}
