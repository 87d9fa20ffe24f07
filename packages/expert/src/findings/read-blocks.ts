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
const HEADER = /^[*_`]{0,3}FINDING[*_`]{0,3}(?:\s*#?\d{1,3})?[*_`]{0,3}\s*(?:[:.–-]\s*(.*))?$/i;
const END = /^[*_`]*END(?:[ _]?FINDING)?[*_`.]*$/;
const KEY =
  /^[*_`"]{0,3}([A-Za-z][A-Za-z _-]{1,24}?)(?:\s+\d{1,6}(?:-\d{1,6})?)?[*_`"]{0,3}\s{0,3}[:：](?:[*_]{1,3}(?=\s|$))?\s*(.*)$/;
const FENCE_OPEN = /^\s*(`{3,}|~{3,})[^`]*$/;
const NUMBERED = /^\s*\d{1,3}[.)]\s+\S/;

interface Fence {
  mark: string;
  lines: string[];
  /** Null outside of a field that takes code. */
  field: FieldName | null;
}

interface State extends RawFindings {
  block: RawFinding | null;
  field: FieldName | null;
  fence: Fence | null;
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
  const state: State = { raw: [], rejected: {}, block: null, field: null, fence: null, isLoose };
  for (const line of lines) readLine(state, line);
  // A fence line as the very last line closes a fence around the whole answer.
  const isInFence = state.fence !== null && state.fence.lines.length > 0;
  if (isWhole && !isInFence) closeBlock(state);
  else if (state.block !== null && (!isLoose || state.block.fields.quote !== undefined)) {
    count(state.rejected, isInFence ? "code block not closed" : "cut off");
  }
  return { raw: state.raw, rejected: state.rejected, isLoose };
}

function undecorated(line: string): string {
  return line.replace(DECORATION, "").trimEnd();
}

function readLine(state: State, line: string): void {
  const content = undecorated(line);
  const header = HEADER.exec(content);
  if (state.fence !== null) readFencedLine(state, state.fence, line);
  else if (header !== null) openBlock(state, header[1] ?? "");
  else if (state.block !== null && END.test(content)) closeBlock(state);
  else if (readKey(state, content)) return;
  else if (state.isLoose && NUMBERED.test(line)) openBlock(state, content);
  else if (state.block !== null) readContinuation(state, state.block, line);
}

function readFencedLine(state: State, fence: Fence, line: string): void {
  const trimmed = line.trim();
  const isClose = trimmed.startsWith(fence.mark) && /^(`+|~+)$/.test(trimmed);
  if (!isClose) {
    fence.lines.push(line);
    return;
  }
  state.fence = null;
  if (state.block === null || fence.field === null) return;
  if (setField(state.block, fence.field, fence.lines.join("\n"))) {
    state.block.fenced.add(fence.field);
  }
}

/** A key that is known and not yet set; in a loose answer a repeated key opens the next block. */
function readKey(state: State, content: string): boolean {
  const match = KEY.exec(content);
  const field = match === null ? null : fieldOf(match[1] ?? "");
  if (match === null || field === null) return false;
  if (state.isLoose && opensNext(state.block, field)) openBlock(state, "");
  const block = state.block;
  if (block === null) return false;
  const value = (match[2] ?? "").trim();
  const opening = FENCE_OPEN.exec(value);
  if (opening !== null) {
    state.fence = { mark: opening[1] ?? "```", lines: [], field };
    state.field = field;
    return true;
  }
  if (!setField(block, field, value)) return false;
  state.field = field;
  return true;
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
    state.fence = { mark: opening[1] ?? "```", lines: [], field };
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
  if (title !== "") block.fields.title = title;
  state.block = block;
  state.field = null;
}

function closeBlock(state: State): void {
  if (state.block !== null && Object.keys(state.block.fields).length > 0) {
    state.raw.push(state.block);
  }
  state.block = null;
  state.field = null;
}
