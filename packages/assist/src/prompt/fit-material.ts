import { UsageError } from "@devflow/errors";
import type { NumberedContext, Prompt, PromptContext, ShownFile } from "@devflow/expert";
import type { EditedFile, NotRead } from "../model.ts";
import type { AssistExpert } from "../ports.ts";
import { linesOf, missingParts, partThatFits, showLines } from "./show-file.ts";

/** What a chat template adds around two messages, at most: as `TEMPLATE_TOKENS` of the expert. */
const templateTokens = 32;
/** Of the room for code, for what the repository says beside the files of the editor. */
const contextShare = 0.3;

export interface FittedMaterial {
  files: readonly ShownFile[];
  context: readonly NumberedContext[];
}

export interface FittedPrompt extends FittedMaterial {
  prompt: Prompt;
  notRead: readonly NotRead[];
  /** Paths of files that are not shown whole. */
  shownInPart: ReadonlySet<string>;
}

export interface FitInput {
  expert: Pick<AssistExpert, "windowTokens" | "estimateTokens">;
  /** What matters most first. */
  files: readonly EditedFile[];
  context: readonly PromptContext[];
  maxOutputTokens: number;
  /** Whether a file is shown that is neither the first nor selected in. */
  mayGoAlong(file: EditedFile): boolean;
  build(material: FittedMaterial): Prompt;
}

/**
 * The prompt with as much of the files as the window has room for beside the longest answer, and then
 * of the context. A file that is too long is shown around its selection; every file gets its share
 * before the first one gets the rest. Raises UsageError where not a line fits.
 */
export function fitMaterial(input: FitInput): FittedPrompt {
  const { expert, build } = input;
  const isAsked = (file: EditedFile) => file === input.files[0] || file.selection !== null;
  const files = input.files.filter((file) => isAsked(file) || input.mayGoAlong(file));
  const left = input.files.filter((file) => !files.includes(file)).map(({ path }) => path);
  const tokensOf = (material: FittedMaterial) => {
    const { system, user } = build(material);
    return expert.estimateTokens(system) + expert.estimateTokens(user);
  };
  const bare = tokensOf({ files: [], context: [] });
  const room = expert.windowTokens - input.maxOutputTokens - templateTokens - bare;
  const costOf = (file: ShownFile) => tokensOf({ files: [file], context: [] }) - bare;
  const contextCost = (items: readonly NumberedContext[]) =>
    items.length === 0 ? 0 : tokensOf({ files: [], context: items }) - bare;

  const numbered = input.context.map((item, at) => ({ ...item, number: files.length + at + 1 }));
  const wanted = Math.min(contextCost(numbered), Math.floor(room * contextShare));
  const fitted = showFiles(files, room - wanted, {
    costOf,
    estimate: expert.estimateTokens,
  });
  const { shown, notRead, shownInPart } = fitted;
  if (shown.length === 0 && files.length > 0) throw tooSmall(expert.windowTokens);
  const context = keepWhatFits(numbered, fitted.left + wanted, contextCost);
  const reason = "it holds a credential, and only came along";
  return {
    files: shown,
    context,
    prompt: build({ files: shown, context }),
    notRead: [...notRead, ...left.map((path) => ({ path, lines: null, reason }))],
    shownInPart: new Set([...shownInPart, ...left]),
  };
}

interface ShownFiles {
  shown: ShownFile[];
  /** Tokens that are not used. */
  left: number;
  notRead: NotRead[];
  shownInPart: Set<string>;
}

interface Costs {
  /** Of a file as a prompt shows it; it makes the prompt, so nothing longer than the window goes in. */
  costOf(file: ShownFile): number;
  estimate(text: string): number;
}

function showFiles(files: readonly EditedFile[], room: number, costs: Costs): ShownFiles {
  const measured = files.map((file, at) => measure(file, at + 1, room, costs));
  const result: ShownFiles = { shown: [], left: room, notRead: [], shownInPart: new Set() };
  for (const [at, each] of measured.entries()) {
    const share = result.left / (measured.length - at);
    const others = measured.slice(at + 1).reduce((sum, { cost }) => sum + Math.min(cost, share), 0);
    const taken = takeFile(each, result.left - others, costs);
    const { path } = each.file;
    if (taken !== null) {
      result.shown.push(taken.shown);
      result.left -= taken.cost;
    }
    if (taken?.shown.isWhole !== true) result.shownInPart.add(path);
    result.notRead.push(...missingParts(path, each.lines.length, taken?.part ?? null));
  }
  return result;
}

interface MeasuredFile {
  file: EditedFile;
  number: number;
  lines: string[];
  /** Tokens of the lines before each, and of all of them at the end. */
  sums: number[];
  /** Of the whole file; at least that, where it is longer than the room. */
  cost: number;
}

function measure(file: EditedFile, number: number, room: number, costs: Costs): MeasuredFile {
  const lines = linesOf(file.text);
  let sum = 0;
  const sums = [0, ...lines.map((line) => (sum += costs.estimate(line) + 1))];
  const whole = { from: 0, to: lines.length };
  const cost = sum > room ? sum : costs.costOf(showLines(file, lines, number, whole));
  return { file, number, lines, sums, cost };
}

function takeFile({ file, number, lines, sums, cost }: MeasuredFile, room: number, costs: Costs) {
  if (cost <= room) {
    const part = { from: 0, to: lines.length };
    return { part, cost, shown: showLines(file, lines, number, part) };
  }
  // Headings and line numbers come on top of the lines: fewer of them until all of it fits.
  for (let target = room; target > 1; target *= 0.85) {
    const part = partThatFits(
      file,
      lines.length,
      ({ from, to }) => (sums[to] ?? 0) - (sums[from] ?? 0) <= target,
    );
    if (part === null) return null;
    const shown = showLines(file, lines, number, part);
    const partCost = costs.costOf(shown);
    if (partCost <= room) return { part, cost: partCost, shown };
  }
  return null;
}

/** In their order, which is that of use; one that does not fit leaves room for smaller ones. */
function keepWhatFits(
  items: readonly NumberedContext[],
  room: number,
  costOf: (items: readonly NumberedContext[]) => number,
): NumberedContext[] {
  let left = room;
  return items.filter((item) => {
    const cost = costOf([item]);
    if (cost > left) return false;
    left -= cost;
    return true;
  });
}

function tooSmall(windowTokens: number): UsageError {
  return new UsageError(
    `The model's window of ${windowTokens} tokens has no room for the code beside the answer.`,
    "Select less, or write less about it.",
  );
}
