import { execFileSync } from "node:child_process";
import {
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { cp, rm } from "node:fs/promises";
import { join } from "node:path";

/** Where a package's own client brings its source from. */
export type Registry = "npm" | "pypi" | "go" | "maven" | "crates" | "debian";

/** One release, such as `zod` 4.1.0. The name is as its registry writes it; for Maven `group:artifact`. */
export interface Release {
  registry: Registry;
  name: string;
  version: string;
}

/** Reads a release as it is written in lists: `npm:zod@4.1.0`. */
export function parseRelease(text: string): Release {
  const match = /^([a-z]+):(.+)@([^@]+)$/.exec(text);
  const [, registry = "", name = "", version = ""] = match ?? [];
  if (!isRegistry(registry)) throw new Error(`${text}: not like npm:zod@4.1.0`);
  return { registry, name, version };
}

function isRegistry(name: string): name is Registry {
  return name in downloaders;
}

/** Has the registry's own client put the release's archive into `scratch`; gives its path. */
export function downloadArchive({ registry, name, version }: Release, scratch: string): string {
  return downloaders[registry](name, version, mkdtempSync(join(scratch, "archive-")));
}

/** Unpacks what `downloadArchive` gave, without the folder that wraps it. */
export async function extractArchive(release: Release, archive: string, folder: string) {
  mkdirSync(folder, { recursive: true });
  if (release.registry === "pypi" || release.registry === "maven") return unzip(archive, folder);
  if (release.registry === "go") {
    const whole = mkdtempSync(`${folder}-`);
    unzip(archive, whole);
    await cp(join(whole, `${release.name}@${release.version}`), folder, { recursive: true });
    await rm(whole, { recursive: true });
    return;
  }
  run("tar", ["-xf", archive, "-C", folder, "--strip-components=1"], folder);
}

type Downloader = (name: string, version: string, scratch: string) => string;

const downloaders: Record<Registry, Downloader> = {
  npm(name, version, scratch) {
    run("npm", ["pack", "--silent", `${name}@${version}`], scratch);
    return onlyFile(scratch, "*.tgz");
  },
  /** The wheel of a pure Python package is its source, and nothing of it runs to get it. */
  pypi(name, version, scratch) {
    const only = ["--no-deps", "--only-binary", ":all:", "--quiet"];
    run("python3", ["-m", "pip", "download", ...only, `${name}==${version}`], scratch);
    return onlyFile(scratch, "*.whl");
  },
  go(name, version, scratch) {
    const env = { GOMODCACHE: join(scratch, "cache"), GOFLAGS: "-modcacherw" };
    const answer = run("go", ["mod", "download", "-json", `${name}@${version}`], scratch, env);
    const { Zip: archive }: { Zip: string } = JSON.parse(answer);
    return archive;
  },
  maven(name, version, scratch) {
    const artifact = `-Dartifact=${name}:${version}:jar:sources`;
    run("mvn", ["-q", "-B", "dependency:copy", artifact, `-DoutputDirectory=${scratch}`], scratch);
    return onlyFile(scratch, "*.jar");
  },
  /** Cargo fetches a crate to tell about it, and nothing of it runs. */
  crates(name, version, scratch) {
    run("cargo", ["info", "--quiet", `${name}@${version}`], scratch, { CARGO_HOME: scratch });
    return onlyFile(scratch, `registry/cache/*/${name}-${version}.crate`);
  },
  /**
   * What upstream released, without Debian's patches. Asked for by name: a release of Debian keeps
   * one upstream version and only revises its patches, and a checksum tells if it is another one.
   */
  debian(name, _version, scratch) {
    const options = debianSources(scratch);
    run("apt-get", [...options, "--quiet=2", "update"], scratch);
    const only = ["--quiet=2", "--download-only", "--only-source", "--tar-only"];
    run("apt-get", [...options, ...only, "source", name], scratch);
    return onlyFile(scratch, "*.orig.tar.*[!c]");
  },
};

/** The machine's own Debian sources, read for source packages, in a state of their own. */
function debianSources(scratch: string): string[] {
  const parts = join(scratch, "sources");
  const state = join(scratch, "state");
  for (const folder of [parts, join(state, "lists/partial"), join(state, "archives/partial")]) {
    mkdirSync(folder, { recursive: true });
  }
  const declared = readFileSync("/etc/apt/sources.list.d/debian.sources", "utf8");
  writeFileSync(join(parts, "debian.sources"), declared.replace(/^Types:.*$/gm, "Types: deb-src"));
  return [
    "Dir::Etc::sourcelist=/dev/null",
    `Dir::Etc::sourceparts=${parts}`,
    `Dir::State::lists=${join(state, "lists")}`,
    `Dir::Cache=${state}`,
    "APT::Sandbox::User=root",
  ].flatMap((option) => ["-o", option]);
}

function unzip(archive: string, folder: string): void {
  run("python3", ["-m", "zipfile", "-e", archive, folder], folder);
}

function onlyFile(folder: string, pattern: string): string {
  const [file, ...others] = globSync(pattern, { cwd: folder });
  if (file === undefined || others.length > 0) {
    throw new Error(`expected one ${pattern} in ${folder}, which has ${readdirSync(folder)}`);
  }
  return join(folder, file);
}

function run(command: string, args: readonly string[], cwd: string, env = {}): string {
  return execFileSync(command, args, {
    cwd,
    env: { ...process.env, ...env },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
}
