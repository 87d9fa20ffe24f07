/** A command line for the editor's terminal, and the shell that runs it. */
export interface CapturedCommand {
  executable: string;
  shellArgs: string[];
  commandLine: string;
}

/**
 * The command as the terminal runs it, with what it prints also written to a file. The stable API
 * gives a task's exit code but not its output, and the extension starts no processes itself, so the
 * shell copies the output. The exit code stays that of the command.
 */
export function captureCommand(
  command: string,
  outputFile: string,
  platform: NodeJS.Platform,
): CapturedCommand {
  if (platform === "win32") return captureInPowerShell(command, outputFile);
  // A pipe ends with the status of tee; the command's own goes around it through descriptor 3.
  const file = quotePosix(outputFile);
  const commandLine = `{ { { { ( ${command}\n) 2>&1 3>&- 4>&-; echo $? >&3; } | tee ${file} >&4; } 3>&1; } | { read status; exit $status; }; } 4>&1`;
  return { executable: "/bin/sh", shellArgs: ["-c"], commandLine };
}

function captureInPowerShell(command: string, outputFile: string): CapturedCommand {
  const file = quotePowerShell(outputFile);
  // Windows PowerShell writes UTF-16 by default, and through Tee-Object cannot be told otherwise.
  const commandLine = `& { ${command} } 2>&1 | ForEach-Object { "$_" } | Tee-Object -Variable lines; $status = $LASTEXITCODE; [IO.File]::WriteAllLines(${file}, [string[]]$lines); exit $status`;
  return {
    executable: "powershell.exe",
    shellArgs: ["-NoProfile", "-NonInteractive", "-Command"],
    commandLine,
  };
}

/** One word of a command line, as the shell of the platform takes it whole. */
export function quoteWord(word: string, platform: NodeJS.Platform): string {
  if (/^[A-Za-z0-9_./:=@%+-]+$/.test(word)) return word;
  return platform === "win32" ? quotePowerShell(word) : quotePosix(word);
}

function quotePosix(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** PowerShell ends a quoted word at typographic quotes, too; each is written twice to stand for itself. */
function quotePowerShell(word: string): string {
  return `'${word.replace(/['\u2018-\u201b]/g, "$&$&")}'`;
}
