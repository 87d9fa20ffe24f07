import * as vscode from "vscode";
import { captureCommand, quoteWord } from "./capture-command.ts";
import { readOutput } from "./read-output.ts";

/** How tests are run: by the workspace's own task, or by a command that was found. */
export interface TestRun {
  /** Shown to the person. */
  command: string;
  /** What is allowed with it; the command itself where nothing else is said. */
  manner: string;
  /** True when `command` is what the terminal gets, so that its output can be read too. */
  isReadable: boolean;
  task: vscode.Task;
}

export interface RunOutcome {
  /** Null where it was ended before it ended. */
  exitCode: number | null;
  /** What it printed, plain; null where the task's output cannot be read. */
  output: string | null;
}

const source = "DevFlow";

/** The workspace's task for tests: of the group test, the default one first. Watchers never end. */
export async function findTestTask(folder: vscode.WorkspaceFolder): Promise<vscode.Task | null> {
  const tasks = await vscode.tasks.fetchTasks();
  const own = tasks.filter(
    ({ scope, group, isBackground, source: from }) =>
      isSameFolder(scope, folder) && group?.id === "test" && !isBackground && from === "Workspace",
  );
  return own.find(({ group }) => group?.isDefault) ?? own[0] ?? null;
}

function isSameFolder(scope: vscode.Task["scope"], folder: vscode.WorkspaceFolder): boolean {
  if (scope === vscode.TaskScope.Workspace || scope === undefined) return true;
  return typeof scope === "object" && scope.uri.toString() === folder.uri.toString();
}

/**
 * The workspace's task as it is run here. A shell or process task runs as the same command line with
 * its output copied; any other (of an extension, or of other tasks) runs as it is, and gives its exit code only.
 */
export function runOfTask(
  task: vscode.Task,
  folder: vscode.WorkspaceFolder,
  file: vscode.Uri,
): TestRun {
  const line = commandLineOf(task);
  if (line === null) {
    // Of the same name it may be another one after the next pull.
    const manner = `task ${JSON.stringify([task.name, task.definition, task.execution])}`;
    return { command: task.name, manner, isReadable: false, task };
  }
  const { execution } = task;
  const options = execution instanceof vscode.CustomExecution ? undefined : execution?.options;
  return runOfCommand(line, folder, file, options);
}

/** A command line as a task of the editor's, in a terminal of its own. */
export function runOfCommand(
  command: string,
  folder: vscode.WorkspaceFolder,
  outputFile: vscode.Uri,
  options: { cwd?: string; env?: Record<string, string> } = {},
): TestRun {
  const captured = captureCommand(command, outputFile.fsPath, process.platform);
  const { executable, shellArgs, commandLine } = captured;
  const execution = new vscode.ShellExecution(commandLine, {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.env === undefined ? {} : { env: options.env }),
    executable,
    shellArgs,
  });
  const task = new vscode.Task(
    { type: "devflow", command },
    folder,
    "tests",
    source,
    execution,
    [],
  );
  task.group = vscode.TaskGroup.Test;
  task.presentationOptions = {
    reveal: vscode.TaskRevealKind.Always,
    panel: vscode.TaskPanelKind.Dedicated,
    focus: false,
    echo: false,
    clear: true,
    showReuseMessage: false,
  };
  return { command, manner: command, isReadable: true, task };
}

function commandLineOf({ execution }: vscode.Task): string | null {
  if (execution instanceof vscode.ProcessExecution) {
    return [execution.process, ...execution.args]
      .map((word) => quoteWord(word, process.platform))
      .join(" ");
  }
  if (!(execution instanceof vscode.ShellExecution)) return null;
  // A task may name a shell of its own, whose words may mean something else in ours.
  if (execution.options?.executable) return null;
  if (execution.commandLine) return execution.commandLine;
  const words = [execution.command, ...(execution.args ?? [])];
  return words
    .map((word) => (typeof word === "string" ? word : quoteWord(word.value, process.platform)))
    .join(" ");
}

/** Runs it in the editor's terminal and waits for its end; aborting ends the task. */
export async function runTests(
  run: TestRun,
  outputFile: vscode.Uri,
  signal: AbortSignal,
): Promise<RunOutcome> {
  signal.throwIfAborted();
  let end: (exitCode: number | null) => void = () => {};
  const ended = new Promise<number | null>((resolve) => {
    end = resolve;
  });
  const execution = await vscode.tasks.executeTask(run.task);
  const stop = () => execution.terminate();
  const listeners = [
    vscode.tasks.onDidEndTaskProcess((event) => {
      if (event.execution === execution) end(event.exitCode ?? null);
    }),
    // A task without a process of its own ends here only; with one, after the other event.
    vscode.tasks.onDidEndTask((event) => {
      if (event.execution === execution) setTimeout(() => end(null), 500);
    }),
  ];
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  try {
    const exitCode = await ended;
    signal.throwIfAborted();
    return { exitCode, output: run.isReadable ? await readText(outputFile) : null };
  } finally {
    signal.removeEventListener("abort", stop);
    for (const listener of listeners) listener.dispose();
  }
}

async function readText(file: vscode.Uri): Promise<string | null> {
  try {
    return readOutput(new TextDecoder().decode(await vscode.workspace.fs.readFile(file)));
  } catch {
    return null;
  } finally {
    await Promise.resolve(vscode.workspace.fs.delete(file)).catch(() => undefined);
  }
}
