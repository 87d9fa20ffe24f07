import { randomUUID } from "node:crypto";
import * as vscode from "vscode";
import { currentText } from "../../files/current-text.ts";
import type { Host } from "../../host/host.ts";
import { plainWords } from "../../host/plain-words.ts";
import type { Proposal, ProposalPreview } from "../patches/proposal-preview.ts";
import { askForChange, proposalOf } from "../shared/ask-for-change.ts";
import { type CodeTarget, codeUnderCursor } from "../shared/code-under-cursor.ts";
import { fileName } from "../shared/file-name.ts";
import { fileToSend } from "../shared/files-to-send.ts";
import { type LocatedFile, uriOf } from "../shared/located-file.ts";
import { pathBelow } from "../shared/path-below.ts";
import { reportOutcome } from "../shared/report-outcome.ts";
import type { RunningWork, Work } from "../shared/running-work.ts";
import { wordsFor } from "../shared/words-for.ts";
import { mayRun } from "./consent.ts";
import { detectTestCommand } from "./detect-command.ts";
import { filesForTests } from "./files-for-tests.ts";
import { runWithRepair } from "./run-with-repair.ts";
import { findTestTask, type RunOutcome, runOfCommand, runOfTask, runTests } from "./test-task.ts";
import { reachText } from "./what-tests-reach.ts";

interface Parts {
  host: Host;
  work: RunningWork;
  preview: ProposalPreview;
}

/** What was written: the tests, and the file that they are in. */
interface Written {
  target: CodeTarget;
  testFile: LocatedFile;
  answerId: string;
}

/**
 * Generates tests for the code under the cursor: asks, shows what will be written, writes it, runs it
 * by the editor's test task, shows a repair where it fails, runs that once, and says how it ended.
 */
export async function generateTests(parts: Parts, argument?: unknown): Promise<void> {
  const target = await codeUnderCursor(argument);
  if (!target) return;
  const made = await parts.work.run(`writing tests for ${wordsFor(target)}`, async (work) => {
    const files = await filesForTests(target);
    const request = { path: "/v1/tests", file: target.file, files } as const;
    const answer = await askForChange(parts.host, request, work);
    const proposal = proposalOf(`Tests for ${wordsFor(target)}`, request, answer);
    return { proposal, testPath: answer.tests?.path ?? proposal.files[0]?.path };
  });
  if (!made?.testPath) return;
  const proposal = toBeRun(made.proposal);
  const decision = await parts.preview.show(proposal);
  reportOutcome(parts.host, proposal.answerId, decision);
  if (decision !== "applied") return;
  const testFile = { folder: target.file.folder, path: made.testPath };
  await save(proposal);
  await runAndTell(parts, { target, testFile, answerId: proposal.answerId });
}

async function save({ folder, files }: Proposal): Promise<void> {
  for (const { path } of files) {
    const document = await vscode.workspace.openTextDocument(uriOf({ folder, path }));
    await document.save();
  }
}

async function runAndTell(parts: Parts, written: Written): Promise<void> {
  const uri = uriOf(written.testFile);
  // A task may be about the file that is open, by its variable ${file}.
  await vscode.window.showTextDocument(uri, { preview: false });
  const runOnce = await runnerFor(parts.host, written.testFile);
  if (!runOnce) return;
  const name = fileName(written.testFile.path);
  const { work, preview, host } = parts;
  const outcome = await runWithRepair<Proposal>({
    run: () => work.run(`running ${name}`, runOnce),
    told({ exitCode }, repair) {
      const { answerId } = repair ?? written;
      reportOutcome(host, answerId, exitCode === 0 ? "tests_passed" : "tests_failed");
    },
    ask: (output) =>
      work.run(`${name} fails; asking for a repair`, (asking) =>
        repair(parts, written, output, asking),
      ),
    async show(proposal) {
      const decision = await preview.show(proposal);
      reportOutcome(host, proposal.answerId, decision);
      if (decision === "applied") await save(proposal);
      return decision === "applied";
    },
  });
  if (outcome) tellOutcome(name, uri, outcome);
}

type Runner = (work: Work) => Promise<RunOutcome>;

/** How the tests are run here, once it is known and allowed; null where nothing is run. */
async function runnerFor(host: Host, testFile: LocatedFile): Promise<Runner | null> {
  const uri = uriOf(testFile);
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (!folder || !vscode.workspace.isTrusted || uri.scheme !== "file") {
    void vscode.window.showInformationMessage(
      plainWords(
        `DevFlow wrote ${testFile.path}. Tests are run only in folders on this machine that you trust.`,
      ),
    );
    return null;
  }
  // Where output is put is the extension's own folder: the workspace stays clean.
  const { storageUri, globalStorageUri } = host.context;
  const kept = storageUri ?? globalStorageUri;
  await vscode.workspace.fs.createDirectory(kept);
  const outputFile = vscode.Uri.joinPath(kept, `tests-${randomUUID()}.txt`);
  const task = await findTestTask(folder);
  const found = task
    ? runOfTask(task, folder, outputFile)
    : await detectedRun(folder, uri, outputFile);
  if (!found) {
    void vscode.window
      .showInformationMessage(
        plainWords(
          `DevFlow wrote ${testFile.path}, and found no way to run it. Define a task of the group test, and it is used.`,
        ),
        "Configure Tasks",
      )
      .then(
        (chosen) =>
          chosen && vscode.commands.executeCommand("workbench.action.tasks.configureTaskRunner"),
      );
    return null;
  }
  if (!(await mayRun(host.context.workspaceState, found))) return null;
  return async ({ signal, say }) => {
    say(found.command);
    return await runTests(found, outputFile, signal);
  };
}

async function detectedRun(
  folder: vscode.WorkspaceFolder,
  uri: vscode.Uri,
  outputFile: vscode.Uri,
) {
  const path = pathBelow(folder.uri.path, uri.path);
  const text = await currentText(uri);
  if (path === null || text === null) return null;
  const read = (name: string) => currentText(vscode.Uri.joinPath(folder.uri, name));
  const found = await detectTestCommand({ path, text, platform: process.platform }, read);
  if (!found) return null;
  const cwd = vscode.Uri.joinPath(folder.uri, found.folder).fsPath;
  // Of the command only the file's name changes, which is one word of it whatever it is.
  const [program = ""] = found.command.split(" ");
  const manner = JSON.stringify([found.framework, found.folder, program]);
  return { ...runOfCommand(found.command, folder, outputFile, { cwd }), manner };
}

/** The tests as they are repaired with what their run printed, nothing else of the change; null where nothing came of it. */
async function repair(
  { host }: Parts,
  { target, testFile }: Written,
  output: string,
  work: Work,
): Promise<Proposal | null> {
  const files = [await fileToSend(target.file, target.selection), await fileToSend(testFile, null)];
  const fields = { failure: { output, attempt: 1 }, test_path: testFile.path };
  const request = { path: "/v1/tests", file: target.file, files, fields } as const;
  const answer = await askForChange(host, request, work);
  if (!answer.patch) return null;
  const proposal = proposalOf(`Repair ${fileName(testFile.path)}`, request, answer);
  const own = proposal.files.filter(({ path }) => path === testFile.path);
  return own.length === 0 ? null : toBeRun({ ...proposal, files: own });
}

/** What somebody takes who takes this is run: they are told what it reaches for. */
function toBeRun(proposal: Proposal): Proposal {
  const note = reachText(proposal.sent, proposal.files);
  return { ...proposal, applyLabel: "Write and Run", ...(note !== "" && { note }) };
}

function tellOutcome(
  name: string,
  uri: vscode.Uri,
  { exitCode, isRepaired }: RunOutcome & { isRepaired: boolean },
): void {
  const open = "Open the Tests";
  const showTerminal = "Show the Terminal";
  const after = isRepaired ? " after one repair" : "";
  const ended = exitCode === null ? "it was ended" : `exit code ${exitCode}`;
  const told =
    exitCode === 0
      ? vscode.window.showInformationMessage(plainWords(`DevFlow: ${name} passes${after}.`), open)
      : vscode.window.showWarningMessage(
          plainWords(`DevFlow: ${name} still fails${after} (${ended}).`),
          showTerminal,
          open,
        );
  void told.then((chosen) => {
    if (chosen === open) void vscode.window.showTextDocument(uri);
    if (chosen === showTerminal)
      void vscode.commands.executeCommand("workbench.action.terminal.focus");
  });
}
