import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Where a package's own client brings its source from. */
export type Registry = "npm" | "pypi" | "go" | "maven";

/** Two releases of one package, such as `npm:zod@4.0.0..4.1.0`; without `..` the change is all of it. */
export interface Releases {
  registry: Registry;
  /** As its registry writes it; for Maven `group:artifact`. */
  name: string;
  before: string | null;
  after: string;
}

export function parseReleases(text: string): Releases {
  const match = /^(npm|pypi|go|maven):(.+)@([^@]+)$/.exec(text);
  if (match === null) throw new Error(`${text}: not like npm:zod@4.0.0..4.1.0`);
  const [, registry, name = "", versions = ""] = match;
  const [first = "", second] = versions.split("..");
  const before = second === undefined ? null : first;
  return { registry: registry as Registry, name, before, after: second ?? first };
}

/** Puts the source of one release into `folder`, fetched by the registry's own client. */
export function fetchSource(
  { registry, name }: Pick<Releases, "registry" | "name">,
  version: string,
  folder: string,
): void {
  const scratch = mkdtempSync(join(tmpdir(), "devflow-release-"));
  try {
    fetchers[registry](name, version, folder, scratch);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

type Fetcher = (name: string, version: string, folder: string, scratch: string) => void;

const fetchers: Record<Registry, Fetcher> = {
  npm(name, version, folder, scratch) {
    run("npm", ["pack", "--silent", `${name}@${version}`], scratch);
    run("tar", ["-xzf", onlyFile(scratch), "-C", folder, "--strip-components=1"], scratch);
  },
  /** The wheel of a pure Python package is its source, and nothing of it runs to get it. */
  pypi(name, version, folder, scratch) {
    const only = ["--no-deps", "--only-binary", ":all:", "--quiet"];
    run("python3", ["-m", "pip", "download", ...only, `${name}==${version}`], scratch);
    unzip(join(scratch, onlyFile(scratch)), folder);
  },
  go(name, version, folder, scratch) {
    const env = { GOMODCACHE: join(scratch, "cache"), GOFLAGS: "-modcacherw" };
    const answer = run("go", ["mod", "download", "-json", `${name}@${version}`], scratch, env);
    const { Dir: source }: { Dir: string } = JSON.parse(answer);
    cpSync(source, folder, { recursive: true });
  },
  maven(name, version, folder, scratch) {
    const artifact = `-Dartifact=${name}:${version}:jar:sources`;
    const to = `-DoutputDirectory=${scratch}`;
    run("mvn", ["-q", "-B", "dependency:copy", artifact, to], scratch);
    unzip(join(scratch, onlyFile(scratch)), folder);
  },
};

function unzip(archive: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  run("python3", ["-m", "zipfile", "-e", archive, folder], folder);
}

function onlyFile(folder: string): string {
  const [file, ...others] = readdirSync(folder);
  if (file === undefined || others.length > 0) throw new Error(`expected one file in ${folder}`);
  return file;
}

function run(command: string, args: readonly string[], cwd: string, env = {}): string {
  return execFileSync(command, args, {
    cwd,
    env: { ...process.env, ...env },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
}
