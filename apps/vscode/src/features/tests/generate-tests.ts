import { randomUUID } from "node:crypto";
import * as vscode from "vscode";
import type { Host } from "../../host/host.ts";
import { applyProposal } from "../patches/apply-proposal.ts";
import type { Proposal, ProposalPreview } from "../patches/proposal-preview.ts";
import { askForChange, proposalOf } from "../shared/ask-for-change.ts";
import { type CodeTarget, codeUnderCursor } from "../shared/code-under-cursor.ts";
import { fileName } from "../shared/file-name.ts";
import { fileToSend } from "../shared/files-to-send.ts";
import { currentText, type LocatedFile, uriOf } from "../shared/located-file.ts";
import { pathBelow } from "../shared/path-below.ts";
import { reportOutcome } from "../shared/report-outcome.ts";
import type { RunningWork, Work } from "../shared/running-work.ts";
import { wordsFor } from "../shared/words-for.ts";
import { mayRun } from "./consent.ts";
import { detectTestCommand } from "./detect-command.ts";
import { filesForTests } from "./files-for-tests.ts";
import { findTestTask, type RunOutcome, runOfCommand, runOfTask, runTests } from "./test-task.ts";

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
 * by the editor's test task, lets it be repaired once where it fails, and says how it ended.
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
  const proposal = { ...made.proposal, applyLabel: "Write and Run" };
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
  const outcome = await parts.work.run(`running ${name}`, async (work) => {
    const first = await runOnce(work);
    if (first.exitCode === 0 || first.output === null) return { ...first, isRepaired: false };
    work.say("they fail; repairing them once…");
    if (!(await repair(parts, written, first.output, work))) return { ...first, isRepaired: false };
    return { ...(await runOnce(work)), isRepaired: true };
  });
  if (!outcome) return;
  const passed = outcome.exitCode === 0;
  reportOutcome(parts.host, written.answerId, passed ? "tests_passed" : "tests_failed");
  tellOutcome(name, uri, outcome);
}

type Runner = (work: Work) => Promise<RunOutcome>;

/** How the tests are run here, once it is known and allowed; null where nothing is run. */
async function runnerFor(host: Host, testFile: LocatedFile): Promise<Runner | null> {
  const uri = uriOf(testFile);
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (!folder || !vscode.workspace.isTrusted || uri.scheme !== "file") {
    void vscode.window.showInformationMessage(
      `DevFlow wrote ${testFile.path}. Tests are run only in folders on this machine that you trust.`,
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
        `DevFlow wrote ${testFile.path}, and found no way to run it. Define a task of the group test, and it is used.`,
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

/** Lets the tests be repaired with what their run printed; false where nothing came of it. */
async function repair(
  { host }: Parts,
  { target, testFile }: Written,
  output: string,
  work: Work,
): Promise<boolean> {
  const files = [await fileToSend(target.file, target.selection), await fileToSend(testFile, null)];
  const fields = { failure: { output, attempt: 1 }, test_path: testFile.path };
  const request = { path: "/v1/tests", file: target.file, files, fields } as const;
  const answer = await askForChange(host, request, work);
  if (!answer.patch) return false;
  const proposal = proposalOf("Repair", request, answer);
  // Without a look at it nothing is changed but the tests that were just written.
  const own = proposal.files.filter(({ path }) => path === testFile.path);
  if (own.length === 0 || (await applyProposal({ ...proposal, files: own })) !== null) return false;
  await save({ ...proposal, files: own });
  return true;
}

function tellOutcome(
  name: string,
  uri: vscode.Uri,
  { exitCode, isRepaired }: RunOutcome & { isRepaired: boolean },
): void {
  const open = "Open the Tests";
  const undo = "Show the Terminal";
  const after = isRepaired ? " after one repair" : "";
  const told =
    exitCode === 0
      ? vscode.window.showInformationMessage(`DevFlow: ${name} passes${after}.`, open)
      : vscode.window.showWarningMessage(
          `DevFlow: ${name} still fails${after} (${exitCode === null ? "it was ended" : `exit code ${exitCode}`}).`,
          undo,
          open,
        );
  void told.then((chosen) => {
    if (chosen === open) void vscode.window.showTextDocument(uri);
    if (chosen === undo) void vscode.commands.executeCommand("workbench.action.terminal.focus");
  });
}
