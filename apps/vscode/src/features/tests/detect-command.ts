import * as z from "zod";
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
  | "rspec"
  | "bun"
  | "script";

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
  const file = fileWord(folder, request);
  const framework = nodeFramework(manifest, request.text);
  if (framework === null) return await ownScript(folder, manifest, read);
  const commands: Record<typeof framework, string> = {
    vitest: `npx --no-install vitest run ${file}`,
    jest: `npx --no-install jest --runTestsByPath ${file}`,
    mocha: `npx --no-install mocha ${file}`,
    "node:test": `node --test ${file}`,
    bun: `bun test ${file}`,
  };
  return { framework, command: commands[framework] };
}

/** What the test imports says most; then what the package has among its dependencies and scripts. */
function nodeFramework(manifest: string, text: string) {
  const imported =
    /(?:from|require\()\s*["'](vitest|@jest\/globals|mocha|node:test|bun:test)["']/.exec(text);
  const names = {
    vitest: "vitest",
    "@jest/globals": "jest",
    mocha: "mocha",
    "node:test": "node:test",
    "bun:test": "bun",
  } as const;
  if (imported) return names[imported[1] as keyof typeof names];
  for (const name of ["vitest", "jest", "mocha"] as const) {
    if (new RegExp(`["'\\s/]${name}["'\\s]`).test(manifest)) return name;
  }
  return manifest.includes("node --test") ? "node:test" : null;
}

const packageManagers = [
  ["pnpm-lock.yaml", "pnpm"],
  ["yarn.lock", "yarn"],
  ["bun.lock", "bun run"],
] as const;
const packageScripts = z.object({ scripts: z.object({ test: z.string() }) });

/** A runner that is not known here may be one that the package's own script starts: then all its tests are run. */
async function ownScript(folder: string, manifest: string, read: ReadFile) {
  const parsed = packageScripts.safeParse(parseJson(manifest));
  // What npm writes into a new package.
  if (!parsed.success || parsed.data.scripts.test.includes("no test specified")) return null;
  for (const [lock, manager] of packageManagers) {
    const found = await nearestAbove(folder, [lock], read);
    if (found !== null) return { framework: "script", command: `${manager} test` } as const;
  }
  return { framework: "script", command: "npm test" } as const;
}

/** They say where a project begins; a conftest.py does not, for below it the code would not be found. */
const pythonProjects = ["pyproject.toml", "pytest.ini", "tox.ini", "setup.cfg", "setup.py"];

async function detectPython(folder: string, request: Request, read: ReadFile) {
  const texts = await Promise.all(pythonProjects.map((name) => read(join(folder, name))));
  const isProject = texts.some((text) => text !== null);
  if (!isProject && folder !== "") return null;
  const file = fileWord(folder, request);
  const python = await pythonOf(folder, request, read);
  const saysPytest =
    texts[1] !== null ||
    texts.some((text) => text?.includes("pytest")) ||
    (await nearestAbove(parent(request.path), ["conftest.py"], read)) !== null;
  if (!saysPytest && /^\s*(import|from) unittest\b/m.test(request.text)) {
    return { framework: "unittest", command: `${python} -m unittest ${file}` } as const;
  }
  return { framework: "pytest", command: `${python} -m pytest ${file}` } as const;
}

/** The project's own interpreter, which has what the project needs, else the system's. */
async function pythonOf(folder: string, { platform }: Request, read: ReadFile): Promise<string> {
  const isWindows = platform === "win32";
  for (const name of [".venv", "venv"]) {
    const found = await nearestAbove(folder, [`${name}/pyvenv.cfg`], read);
    if (found === null) continue;
    const path = isWindows ? `${name}\\Scripts\\python.exe` : `${name}/bin/python`;
    const up = upTo(found.folder, folder, platform);
    return `${up === "" ? (isWindows ? ".\\" : "") : up}${path}`;
  }
  const lock = await nearestAbove(folder, ["uv.lock", "poetry.lock"], read);
  if (lock?.name === "uv.lock") return "uv run python";
  if (lock?.name === "poetry.lock") return "poetry run python";
  return isWindows ? "python" : "python3";
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
  const { platform } = request;
  if ((await read(join(folder, "pom.xml"))) !== null) {
    const maven =
      (await wrapper(folder, { unix: "mvnw", windows: "mvnw.cmd" }, platform, read)) ?? "mvn";
    return {
      framework: "maven",
      command: `${maven} -q test -Dtest=${quoteWord(name, platform)}`,
    } as const;
  }
  for (const script of ["build.gradle", "build.gradle.kts"]) {
    if ((await read(join(folder, script))) === null) continue;
    const gradle =
      (await wrapper(folder, { unix: "gradlew", windows: "gradlew.bat" }, platform, read)) ??
      "gradle";
    return {
      framework: "gradle",
      command: `${gradle} test --tests ${quoteWord(`*${name}`, platform)}`,
    } as const;
  }
  return null;
}

/** The build's own starter, which a project of several modules has at its root only. */
async function wrapper(
  folder: string,
  names: { unix: string; windows: string },
  platform: NodeJS.Platform,
  read: ReadFile,
): Promise<string | null> {
  const found = await nearestAbove(folder, [names.unix], read);
  if (found === null) return null;
  const isWindows = platform === "win32";
  const up = upTo(found.folder, folder, platform) || (isWindows ? ".\\" : "./");
  return `${up}${isWindows ? names.windows : names.unix}`;
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
  const file = fileWord(folder, request);
  return { framework: "rspec", command: `bundle exec rspec ${file}` } as const;
}

/** The nearest folder, from this one up, that has one of the files. */
async function nearestAbove(folder: string, names: readonly string[], read: ReadFile) {
  for (const each of foldersAbove(join(folder, "any"))) {
    for (const name of names) {
      if ((await read(join(each, name))) !== null) return { folder: each, name };
    }
  }
  return null;
}

/** `../../` from a folder to one above it; empty for the same. */
function upTo(above: string, folder: string, platform: NodeJS.Platform): string {
  const inside = below(above, folder);
  const depth = above === folder ? 0 : inside.split("/").length;
  return (platform === "win32" ? "..\\" : "../").repeat(depth);
}

/** The file as one word of a command, and never as an option of it. */
function fileWord(folder: string, { path, platform }: Request): string {
  const file = below(folder, path);
  return quoteWord(file.startsWith("-") ? `./${file}` : file, platform);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
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
