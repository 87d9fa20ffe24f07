import { quoteWord } from "./capture-command.ts";

export type Framework =
  | "vitest"
  | "jest"
  | "mocha"
  | "node:test"
  | "pytest"
  | "unittest"
  | "go"
  | "cargo"
  | "maven"
  | "gradle"
  | "dotnet"
  | "rspec";

/** How one test file is run: the command, and the folder that it is run in. */
export interface TestCommand {
  framework: Framework;
  command: string;
  /** From the workspace folder, with forward slashes; empty for the folder itself. */
  folder: string;
}

/** A file of the workspace, read where it is there. */
export type ReadFile = (path: string) => Promise<string | null>;

interface Request {
  /** Of the test file, from the workspace folder. */
  path: string;
  /** Its text, which tells what it imports. */
  text: string;
  platform: NodeJS.Platform;
}

type Detector = (
  folder: string,
  request: Request,
  read: ReadFile,
) => Promise<Omit<TestCommand, "folder"> | null>;

/**
 * The command that runs one test file, by the nearest folder above it that says how its tests are
 * run; null where none does. It names the test file only, so that a repair round stays quick.
 */
export async function detectTestCommand(
  request: Request,
  read: ReadFile,
): Promise<TestCommand | null> {
  const detect = detectors.find(([extension]) => extension.test(request.path))?.[1];
  if (!detect) return null;
  for (const folder of foldersAbove(request.path)) {
    const found = await detect(folder, request, read);
    if (found) return { ...found, folder };
  }
  return null;
}

const detectors: readonly [RegExp, Detector][] = [
  [/\.[cm]?[jt]sx?$/, detectNode],
  [/\.py$/, detectPython],
  [/_test\.go$/, detectGo],
  [/\.rs$/, detectCargo],
  [/\.(java|kt)$/, detectJvm],
  [/\.cs$/, detectDotnet],
  [/_spec\.rb$/, detectRspec],
];

/** Words of a command: npx by its own rule runs what the project has installed. */
async function detectNode(folder: string, request: Request, read: ReadFile) {
  const manifest = await read(join(folder, "package.json"));
  if (manifest === null) return null;
  const file = quoteWord(below(folder, request.path), request.platform);
  const framework = nodeFramework(manifest, request.text);
  if (framework === null) return null;
  const commands: Record<typeof framework, string> = {
    vitest: `npx --no-install vitest run ${file}`,
    jest: `npx --no-install jest --runTestsByPath ${file}`,
    mocha: `npx --no-install mocha ${file}`,
    "node:test": `node --test ${file}`,
  };
  return { framework, command: commands[framework] };
}

/** What the test imports says most; then what the package has among its dependencies and scripts. */
function nodeFramework(manifest: string, text: string) {
  const imported = /(?:from|require\()\s*["'](vitest|@jest\/globals|mocha|node:test)["']/.exec(
    text,
  );
  const names = {
    vitest: "vitest",
    "@jest/globals": "jest",
    mocha: "mocha",
    "node:test": "node:test",
  } as const;
  if (imported) return names[imported[1] as keyof typeof names];
  for (const name of ["vitest", "jest", "mocha"] as const) {
    if (new RegExp(`["'\\s/]${name}["'\\s]`).test(manifest)) return name;
  }
  return manifest.includes("node --test") ? "node:test" : null;
}

async function detectPython(folder: string, request: Request, read: ReadFile) {
  const file = below(folder, request.path);
  const python = request.platform === "win32" ? "python" : "python3";
  const quoted = quoteWord(file, request.platform);
  const pytest = { framework: "pytest", command: `${python} -m pytest ${quoted}` } as const;
  if (/^\s*(import|from) pytest\b/m.test(request.text) && folder === "") return pytest;
  for (const name of ["pytest.ini", "conftest.py", "tox.ini", "setup.cfg", "pyproject.toml"]) {
    const text = await read(join(folder, name));
    if (text === null) continue;
    if (name.startsWith("pytest") || name.startsWith("conftest") || text.includes("pytest"))
      return pytest;
  }
  if (folder !== "") return null;
  if (!/^\s*(import|from) unittest\b/m.test(request.text)) return pytest;
  return { framework: "unittest", command: `${python} -m unittest ${quoted}` } as const;
}

async function detectGo(folder: string, request: Request, read: ReadFile) {
  if ((await read(join(folder, "go.mod"))) === null) return null;
  const inside = parent(below(folder, request.path));
  const target = inside === "" ? "." : `./${inside}`;
  return { framework: "go", command: `go test ${quoteWord(target, request.platform)}` } as const;
}

async function detectCargo(folder: string, request: Request, read: ReadFile) {
  if ((await read(join(folder, "Cargo.toml"))) === null) return null;
  const integration = /^tests\/([^/]+)\.rs$/.exec(below(folder, request.path));
  const only = integration?.[1] ? ` --test ${quoteWord(integration[1], request.platform)}` : "";
  return { framework: "cargo", command: `cargo test${only}` } as const;
}

async function detectJvm(folder: string, request: Request, read: ReadFile) {
  const name =
    request.path
      .split("/")
      .at(-1)
      ?.replace(/\.\w+$/, "") ?? "";
  const only = quoteWord(name, request.platform);
  const isWindows = request.platform === "win32";
  if ((await read(join(folder, "pom.xml"))) !== null) {
    const wrapper = (await read(join(folder, "mvnw"))) !== null;
    const maven = wrapper ? (isWindows ? ".\\mvnw.cmd" : "./mvnw") : "mvn";
    return { framework: "maven", command: `${maven} -q test -Dtest=${only}` } as const;
  }
  for (const script of ["build.gradle", "build.gradle.kts"]) {
    if ((await read(join(folder, script))) === null) continue;
    const wrapper = (await read(join(folder, "gradlew"))) !== null;
    const gradle = wrapper ? (isWindows ? ".\\gradlew.bat" : "./gradlew") : "gradle";
    return {
      framework: "gradle",
      command: `${gradle} test --tests ${quoteWord(`*${name}`, request.platform)}`,
    } as const;
  }
  return null;
}

async function detectDotnet(folder: string, request: Request, read: ReadFile) {
  const name = folder.split("/").at(-1) ?? "";
  if (name === "" || (await read(join(folder, `${name}.csproj`))) === null) return null;
  const type = request.path.split("/").at(-1)?.replace(/\.cs$/, "") ?? "";
  const filter = quoteWord(`FullyQualifiedName~${type}`, request.platform);
  return { framework: "dotnet", command: `dotnet test --filter ${filter}` } as const;
}

async function detectRspec(folder: string, request: Request, read: ReadFile) {
  const gemfile = await read(join(folder, "Gemfile"));
  if (gemfile === null || !gemfile.includes("rspec")) return null;
  const file = quoteWord(below(folder, request.path), request.platform);
  return { framework: "rspec", command: `bundle exec rspec ${file}` } as const;
}

/** The folders above a path, nearest first, down to the workspace folder itself (empty). */
function foldersAbove(path: string): string[] {
  const folders: string[] = [];
  for (let folder = parent(path); folder !== ""; folder = parent(folder)) folders.push(folder);
  return [...folders, ""];
}

function parent(path: string): string {
  return path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
}

function join(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

function below(folder: string, path: string): string {
  return folder === "" ? path : path.slice(folder.length + 1);
}
