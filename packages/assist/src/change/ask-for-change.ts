import { lookalikeWords, type Prompt } from "@devflow/expert";
import { changeTokens } from "../answer-tokens.ts";
import { askExpert, type ExpertText, TokenCount } from "../ask-expert.ts";
import type { AssistEvent, ChangeAnswer, EditedFile, PatchedFile } from "../model.ts";
import { applyEdits } from "../patch/apply-edits.ts";
import type { ChangedText, DraftedEdit, DraftedPatch, Refusal } from "../patch/model.ts";
import { parsePatchAnswer } from "../patch/parse-patch-answer.ts";
import { renderPatch } from "../patch/render-patch.ts";
import { isCreatable, isObeyed } from "../patch/safe-path.ts";
import type { AssistPorts } from "../ports.ts";
import { citationsOf } from "../prompt/citations.ts";
import { type FittedMaterial, type FittedPrompt, fitMaterial } from "../prompt/fit-material.ts";
import { gatherContext } from "../prompt/gather-context.ts";
import { notReadText } from "../prompt/show-file.ts";
import { suspectText } from "../prompt/suspect-text.ts";
import { checkSyntax } from "./check-change.ts";
import { ProseGate } from "./prose-gate.ts";

/** What the kinds of change differ in. */
export interface ChangeKind {
  /** What matters most first; edits are about these and new ones. */
  files: readonly EditedFile[];
  /** What the repository is searched for beside what the code uses. */
  words: string;
  build(material: FittedMaterial, complaint: string): Prompt;
  /** What a run printed that is put right; default nothing. */
  output?: string;
  /** The edits that count, of an answer as it was parsed; the place to read what lacks the form. */
  read?(drafted: DraftedPatch, answer: string): DraftedPatch;
  /** Edits that are not taken, one by one, before the others are made; the reason in words. */
  sift?(edits: readonly DraftedEdit[]): Promise<{ kept: DraftedEdit[]; refused: Refusal[] }>;
  /** Why a new file may not be made, in words; null when it may. */
  refuseNew(path: string): string | null;
  /** What else must hold for a changed file; the reason in words when it does not. */
  check?(change: ChangedText): Promise<string | null>;
  /** True: what was not taken does not spoil the rest. */
  isUsefulInPart: boolean;
}

/** The first answer, and one more that is told what was wrong with it; a third is as bad. */
const rounds = 2;
const contextTokens = 3_000;

/**
 * Asks for a change and makes a patch of the answer: text up to the first block as it comes, then the
 * patch, then what else there is to say. What is not sure is refused, and asked for once more.
 */
export async function* askForChange(
  kind: ChangeKind,
  ports: AssistPorts,
): AsyncGenerator<AssistEvent, ChangeAnswer> {
  const { expert, code } = ports;
  const { files, words } = kind;
  const context = await gatherContext(code, files, { words, maxTokens: contextTokens });
  const tokens = new TokenCount();
  const maxOutputTokens = changeTokens(expert);
  let text = "";
  let complaint = "";
  let made: MadeChange & Pick<ChangeAnswer, "finishReason" | "question"> = {
    changes: [],
    files: [],
    refused: [],
    finishReason: "stop",
    question: 0,
  };
  let fitted: FittedPrompt | null = null;
  for (let round = 0; round < rounds && (round === 0 || made.refused.length > 0); round += 1) {
    if (round > 0) {
      const again = `\n\nThat answer could not be used as it is (${reasonsOf(made.refused)}). Asked once more.\n\n`;
      text += again;
      yield { type: "text", text: again };
    }
    fitted = fitMaterial({
      ...{ expert, files, context, maxOutputTokens },
      mayGoAlong: ({ text: code }) => !ports.holdsCredential(code),
      build: (material) => kind.build(material, complaint),
    });
    const asked = askWithProse(ports, fitted.prompt, { files, kind, maxOutputTokens, tokens });
    const next = yield* collected(asked, (piece) => {
      text += piece;
    });
    const before = made;
    made = {
      ...(await makeChange(kind, ports, next, fitted.shownInPart)),
      ...{ finishReason: next.finishReason, question: round },
    };
    // A second answer that is worse than the first one does not replace it.
    if (kind.isUsefulInPart && made.files.length < before.files.length) made = before;
    complaint = made.refused.map(({ path, reason }) => `${path}: ${reason}`).join("\n");
  }
  const isUsable = made.refused.length === 0 || kind.isUsefulInPart;
  const patch =
    isUsable && made.files.length > 0
      ? { diff: renderPatch(made.changes), files: made.files }
      : null;
  if (patch !== null) yield { type: "patch", patch };
  const notes = [
    refusedText(made.refused, patch !== null),
    notReadText(fitted?.notRead ?? []),
    suspectText(ports, fitted?.files ?? [], kind.output),
  ]
    .filter((note) => note !== "")
    .map((note) => `\n\n${note}`);
  for (const note of notes) {
    text += note;
    yield { type: "text", text: note };
  }
  return {
    text,
    finishReason: made.finishReason,
    patch,
    refused: made.refused,
    tests: null,
    expert: expert.name,
    model: ports.model ?? expert.identity.model,
    citations: fitted === null ? [] : citationsOf(fitted, code?.commitSha ?? null, text),
    notRead: fitted?.notRead ?? [],
    usage: tokens.toUse(),
    question: made.question,
  };
}

/** An answer taken apart, and why it ended. */
type ReadAnswer = DraftedPatch & Pick<ExpertText, "finishReason">;

interface Question {
  files: readonly EditedFile[];
  kind: ChangeKind;
  maxOutputTokens: number;
  tokens: TokenCount;
}

/** Temperature of answers that have a form: the likeliest words keep it best. */
const temperature = 0.2;

async function* askWithProse(
  ports: AssistPorts,
  prompt: Prompt,
  { files, kind, maxOutputTokens, tokens }: Question,
): AsyncGenerator<string, ReadAnswer> {
  const gate = new ProseGate();
  const asked = askExpert(ports, prompt, { maxOutputTokens, temperature, tokens });
  let answer: ExpertText | null = null;
  while (answer === null) {
    const next = await asked.next();
    if (next.done) answer = next.value;
    else {
      const passed = gate.push(next.value);
      if (passed !== "") yield passed;
    }
  }
  const parsed = parsePatchAnswer(
    answer.text,
    files.map(({ path }) => path),
  );
  const drafted = kind.read?.(parsed, answer.text) ?? parsed;
  const rest = gate.end(drafted.prose);
  if (rest !== "") yield rest;
  const { finishReason } = answer;
  const cut = `the answer reached its limit of ${maxOutputTokens} tokens and was cut off`;
  const problems = finishReason === "length" ? [...drafted.problems, cut] : drafted.problems;
  return { ...drafted, problems, finishReason };
}

async function* collected(
  asked: AsyncGenerator<string, ReadAnswer>,
  onText: (piece: string) => void,
): AsyncGenerator<AssistEvent, ReadAnswer> {
  for (;;) {
    const next = await asked.next();
    if (next.done) return next.value;
    onText(next.value);
    yield { type: "text", text: next.value };
  }
}

interface MadeChange {
  changes: readonly ChangedText[];
  files: readonly PatchedFile[];
  refused: readonly Refusal[];
}

async function makeChange(
  kind: ChangeKind,
  ports: AssistPorts,
  drafted: DraftedPatch,
  shownInPart: ReadonlySet<string>,
): Promise<MadeChange> {
  const refused: Refusal[] = drafted.problems.map((reason) => ({ path: "the answer", reason }));
  const sifted = (await kind.sift?.(drafted.edits)) ?? { kept: [...drafted.edits], refused: [] };
  refused.push(...sifted.refused);
  const existing = await existingPaths(kind, ports, sifted.kept);
  const applied = applyEdits(kind.files, sifted.kept, {
    shownInPart,
    refuseNew: (path) =>
      !isCreatable(path)
        ? "a file cannot be made there"
        : isObeyed(path)
          ? "tools run or obey a file there: make it by hand"
          : ports.isSecret(path)
            ? "files of that name hold secrets"
            : existing.has(path)
              ? "the repository has this file, and it was not sent"
              : kind.refuseNew(path),
  });
  refused.push(...applied.refused);
  const files: PatchedFile[] = [];
  const changes: ChangedText[] = [];
  for (const change of applied.changes) {
    const { path, before, after } = change;
    const checked = await checkSyntax(change);
    const problem =
      "problem" in checked
        ? checked.problem
        : (hiddenProblem(kind, change) ?? (await kind.check?.(change)));
    if (typeof problem === "string") refused.push({ path, reason: problem });
    else if ("syntax" in checked) {
      changes.push(change);
      files.push({ path, text: after, isNew: before === null, syntax: checked.syntax });
    }
  }
  if (files.length === 0 && refused.length === 0) {
    refused.push({ path: "the answer", reason: "it has no block that changes anything" });
  }
  return { changes, files, refused };
}

/** What nobody asked for and a look may miss. */
function hiddenProblem({ files }: ChangeKind, { path, before, after }: ChangedText): string | null {
  const [first] = files;
  const isAsked =
    path === first?.path || files.some((file) => file.path === path && file.selection);
  if (before !== null && !isAsked && isObeyed(path)) return "tools obey it, and it only came along";
  const known = files.map(({ text }) => text).join("\n");
  const word = lookalikeWords(after).find((each) => !known.includes(each));
  return word === undefined
    ? null
    : `"${word}" has letters of another script that look like Latin ones`;
}

async function existingPaths(
  { files }: ChangeKind,
  { code }: AssistPorts,
  edits: readonly DraftedEdit[],
): Promise<ReadonlySet<string>> {
  const sent = new Set(files.map(({ path }) => path));
  const unknown = [...new Set(edits.map(({ path }) => path))].filter((path) => !sent.has(path));
  return code === null || unknown.length === 0 ? new Set() : code.existing(unknown);
}

function reasonsOf(refused: readonly Refusal[]): string {
  return [...new Set(refused.map(({ reason }) => reason))].slice(0, 3).join("; ");
}

function refusedText(refused: readonly Refusal[], hasPatch: boolean): string {
  if (refused.length === 0) return "";
  const head = hasPatch ? "Not taken over" : "Nothing was changed";
  const lines = refused.slice(0, 10).map(({ path, reason }) => `- ${path}: ${reason}`);
  return `${head}:\n${lines.join("\n")}`;
}
