import * as vscode from "vscode";
import { currentText } from "../../files/current-text.ts";
import type { Host } from "../../host/host.ts";
import { plainWords } from "../../host/plain-words.ts";
import { assistTimeoutMs } from "../../settings/settings.ts";
import { lineReplacements } from "../patches/line-edits.ts";
import { type ReviewAnswer, type ReviewFinding, reviewAnswer } from "../shared/answers.ts";
import { repositoryOf, requireTrust } from "../shared/files-to-send.ts";
import { type GitRepository, gitApi } from "../shared/git-api.ts";
import { uriOf } from "../shared/located-file.ts";
import { readAnswer } from "../shared/read-answer.ts";
import type { RunningWork, Work } from "../shared/running-work.ts";
import type { Dismissals } from "./dismissals.ts";
import type { FileFindings, FindingDiagnostics } from "./finding-diagnostics.ts";
import { namesOf, type Shown, summaryOf } from "./finding-words.ts";
import {
  chooseRepository,
  commitsOf,
  type LocalChanges,
  type ReviewBase,
  readChanges,
} from "./read-changes.ts";
import { lineInNewText, trackFinding } from "./tracked-findings.ts";
import { type WorkingFile, workingDiff } from "./working-diff.ts";

/** What the team wants of reviews, from the checkout, as `devflow review` reads it. */
const SETTING_FILES =
  "{**/.devflow.yml,.devflow/rules/*.yml,CONTRIBUTING.md,**/AGENTS.md,**/CLAUDE.md,**/REVIEW.md,**/.cursorrules,**/.cursor/rules/*,**/.github/copilot-instructions.md}";
const MAX_SETTING_FILES = 100;
/** The server has the diff; whole texts help rules that need more. Of one file, and of all together. */
const MAX_TEXT_CHARACTERS = 400_000;
const MAX_ALL_CHARACTERS = 6_000_000;

interface Reviewed {
  answer: ReviewAnswer;
  local: LocalChanges;
}

/** Reviews what is not committed, or the branch, and shows the findings among the problems. */
export async function review(
  host: Host,
  work: RunningWork,
  shown: { diagnostics: FindingDiagnostics; dismissals: Dismissals },
  base: ReviewBase,
): Promise<void> {
  const git = await gitApi();
  if (!git) {
    void vscode.window.showInformationMessage(
      "DevFlow: the Git extension is off, and it reads the changes.",
    );
    return;
  }
  const repository = await chooseRepository(
    git.repositories,
    vscode.window.activeTextEditor?.document.uri,
  );
  if (!repository) return;
  const what = base === "head" ? "your changes" : "your branch";
  const { diagnostics, dismissals } = shown;
  const reviewed = await work.run(`reviewing ${what}`, async (running) => {
    await dismissals.tell();
    return await askForReview(host, repository, base, running);
  });
  if (Array.isArray(reviewed)) return await tellNothing(base, reviewed);
  if (!reviewed) return;
  const name = repositoryOf(repository.rootUri);
  const isNew = ({ fingerprint }: ReviewFinding) => !dismissals.holds(name, fingerprint);
  tell(host, reviewed, await show(repository, diagnostics, reviewed, isNew));
}

/** The answer; where there is nothing to read, what was left out. */
async function askForReview(
  host: Host,
  repository: GitRepository,
  base: ReviewBase,
  { signal, say }: Work,
): Promise<Reviewed | LocalChanges["leftOut"]> {
  requireTrust();
  say("reading what changed…");
  const local = await readChanges(repository, base, signal);
  const { diff, files, leftOut } = workingDiff(local.files);
  local.leftOut.push(...leftOut);
  if (diff === "") return local.leftOut;
  const body = {
    repository: repositoryOf(repository.rootUri),
    diff,
    diff_files: files,
    commits: await commitsOf(repository),
    files: textsOf(local.files, leftOut),
    settings: await settingsOf(repository.rootUri),
    stream: true,
  };
  const call = { path: "/v1/review", body, signal, timeoutMs: assistTimeoutMs() };
  const stream = await host.gateway.open(call);
  const answer = await readAnswer(stream.events, reviewAnswer, {
    progress: ({ stage, done, total }) => say(total > 0 ? `${stage}, ${done} of ${total}` : stage),
  });
  return { answer, local };
}

function textsOf(files: readonly WorkingFile[], leftOut: LocalChanges["leftOut"]) {
  const without = new Set(leftOut.map(({ path }) => path));
  let room = MAX_ALL_CHARACTERS;
  return files
    .filter(({ path, oldText, newText }) => {
      const size = (oldText?.length ?? 0) + (newText?.length ?? 0);
      const isSent = !without.has(path) && size <= Math.min(room, MAX_TEXT_CHARACTERS);
      if (isSent) room -= size;
      return isSent;
    })
    .map(({ path, oldText, newText }) => ({ path, before: oldText, after: newText }));
}

async function settingsOf(root: vscode.Uri): Promise<{ path: string; text: string }[]> {
  const pattern = new vscode.RelativePattern(root, SETTING_FILES);
  const uris = await vscode.workspace.findFiles(pattern, "**/node_modules/**", MAX_SETTING_FILES);
  const texts = await Promise.all(
    uris.map(async (uri) => ({
      path: uri.path.slice(root.path.length + 1),
      text: await currentText(uri),
    })),
  );
  return texts.flatMap(({ path, text }) => (text === null ? [] : [{ path, text }]));
}

/** Shows the findings on the lines that they are about; gives those that are there. */
async function show(
  repository: GitRepository,
  diagnostics: FindingDiagnostics,
  { answer, local }: Reviewed,
  isNew: (finding: ReviewFinding) => boolean,
): Promise<ReviewFinding[]> {
  const files = new Map(local.files.map((file) => [file.path, file]));
  const byFile = new Map<string, FileFindings>();
  for (const finding of [...answer.findings, ...answer.already_said].filter(isNew)) {
    const file = files.get(finding.path);
    if (file?.newText == null) continue;
    const found = trackFinding(onNewLines(finding, file), file.newText);
    if (!found) continue;
    const name = uriOf({ folder: repository.rootUri, path: finding.path }).toString();
    const { tracked = [] } = byFile.get(name) ?? {};
    byFile.set(name, { tracked: [...tracked, found], text: file.newText });
  }
  return (await diagnostics.show(byFile, currentText)).map(({ finding }) => finding);
}

function onNewLines(finding: ReviewFinding, { oldText, newText }: WorkingFile): ReviewFinding {
  if (finding.side === "RIGHT") return finding;
  const replacements = lineReplacements(oldText ?? "", newText ?? "");
  const line = lineInNewText(finding.line, replacements);
  return { ...finding, start_line: line, line };
}

function tell(host: Host, { answer, local }: Reviewed, shown: Shown): void {
  const leftOut = [...local.leftOut, ...answer.left_out];
  for (const { path, reason } of leftOut)
    host.log.info({ path, reason }, "a file was not reviewed");
  for (const problem of answer.problems)
    host.log.warn({ problem }, "a setting of the team is wrong");
  const problems = shown.length === 0 ? [] : ["Show Problems"];
  const log = leftOut.length + answer.problems.length === 0 ? [] : ["Show Log"];
  void vscode.window
    .showInformationMessage(
      plainWords(`DevFlow: ${summaryOf(answer, shown, leftOut)}`),
      ...problems,
      ...log,
    )
    .then((chosen) => {
      if (chosen === "Show Problems")
        void vscode.commands.executeCommand("workbench.actions.view.problems");
      if (chosen === "Show Log") host.showLog();
    });
}

async function tellNothing(base: ReviewBase, leftOut: LocalChanges["leftOut"]): Promise<void> {
  if (leftOut.length > 0) {
    const words = `DevFlow: there is nothing else to read. Not read: ${namesOf(leftOut)}.`;
    void vscode.window.showInformationMessage(plainWords(words));
    return;
  }
  if (base === "branch") {
    void vscode.window.showInformationMessage("DevFlow: the branch changes nothing.");
    return;
  }
  const branch = "Review the Branch";
  const chosen = await vscode.window.showInformationMessage(
    "DevFlow: there is nothing that is not committed.",
    branch,
  );
  if (chosen === branch) await vscode.commands.executeCommand("devflow.reviewBranch");
}
