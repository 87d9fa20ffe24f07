import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

export const registries = ["npm", "pypi", "cargo", "go", "maven", "debian"] as const;
export type Registry = (typeof registries)[number];

export interface Wanted {
  /** As the registry writes it; for Maven `group:artifact`, for Debian the source package. */
  name: string;
  /** The newest one when it is not said. */
  version: string | undefined;
}

export interface Fetched {
  version: string;
  /** What the archive is recognised by: sha256 of the file, or Go's own `h1:` sum of a module. */
  checksum: string;
}

/** Folders of one run. */
export interface Workplace {
  /** Empty, for this package alone, removed afterwards. */
  scratch: string;
  /** Kept between packages: the clients' own caches. */
  cache: string;
  /** Where the source is to stand. */
  target: string;
}

/** Brings the source of a package with the registry's own client; nothing of the package runs. */
export const fetchPackage: Record<Registry, (wanted: Wanted, at: Workplace) => Promise<Fetched>> = {
  async npm({ name, version }, { scratch, target }) {
    await run("npm", ["pack", "--silent", "--ignore-scripts", at(name, version)], scratch);
    const archive = join(scratch, await onlyFile(scratch));
    await unpackTar(archive, target);
    const manifest = JSON.parse(await readFile(join(target, "package.json"), "utf8"));
    return { version: manifest.version, checksum: await sha256(archive) };
  },

  /** A wheel is the source as it is installed; a source archive would run its setup to be read. */
  async pypi({ name, version }, { scratch, target }) {
    const spec = version === undefined ? name : `${name}==${version}`;
    const options = ["--no-deps", "--only-binary", ":all:", "--quiet", "--no-cache-dir"];
    await run("python3", ["-m", "pip", "download", ...options, spec], scratch);
    const wheel = await onlyFile(scratch);
    await unzip(join(scratch, wheel), target);
    return { version: wheel.split("-")[1] ?? "", checksum: await sha256(join(scratch, wheel)) };
  },

  async cargo({ name, version }, { scratch, cache, target }) {
    const wanted = version === undefined ? "*" : `=${version}`;
    const manifest = `[package]\nname = "scratch"\nversion = "0.0.0"\nedition = "2021"\n
[dependencies]\n${name} = { version = "${wanted}", default-features = false }\n`;
    await writeFile(join(scratch, "Cargo.toml"), manifest);
    await mkdir(join(scratch, "src"));
    await writeFile(join(scratch, "src/lib.rs"), "");
    await run("cargo", ["fetch", "--quiet"], scratch, { CARGO_HOME: join(cache, "cargo") });
    const lock = await readFile(join(scratch, "Cargo.lock"), "utf8");
    const entries = lock.split("[[package]]").filter((entry) => entry.includes(`name = "${name}"`));
    const [entry = ""] = entries;
    const found = /^version = "(.*)"$/m.exec(entry)?.[1] ?? "";
    const sources = join(cache, "cargo/registry/src");
    const [index = ""] = await readdir(sources);
    await cp(join(sources, index, `${name}-${found}`), target, { recursive: true });
    return { version: found, checksum: /^checksum = "(.*)"$/m.exec(entry)?.[1] ?? "" };
  },

  async go({ name, version }, { scratch, cache, target }) {
    const environment = { GOMODCACHE: join(cache, "go"), GOFLAGS: "-modcacherw" };
    const spec = `${name}@${version ?? "latest"}`;
    const answer = await run("go", ["mod", "download", "-json", spec], scratch, environment);
    const module: { Dir: string; Version: string; Sum: string } = JSON.parse(answer);
    await cp(module.Dir, target, { recursive: true });
    return { version: module.Version, checksum: module.Sum };
  },

  async maven({ name, version }, { scratch, cache, target }) {
    const options = [`-Dmaven.repo.local=${join(cache, "maven")}`, "-Dmdep.useBaseVersion=true"];
    const artifact = `-Dartifact=${name}:${version}:jar:sources`;
    const copy = ["-q", "-B", "dependency:copy", ...options, artifact];
    await run("mvn", [...copy, `-DoutputDirectory=${scratch}`], scratch);
    const archive = join(scratch, await onlyFile(scratch));
    await unzip(archive, target);
    return { version: version ?? "", checksum: await sha256(archive) };
  },

  /** apt checks the signature of the list, and by it the archives; patches are not applied. */
  async debian({ name, version }, { scratch, cache, target }) {
    const apt = await sourceLists(cache);
    const spec = version === undefined ? name : `${name}=${version}`;
    await run("apt-get", [...apt, "--quiet=2", "--download-only", "source", spec], scratch);
    const files = await readdir(scratch);
    const original = files.filter((file) => /\.orig\.tar\.\w+$|(?<!\.debian)\.tar\.xz$/.test(file));
    const archive = original.find((file) => file.includes(".orig.")) ?? original[0] ?? "";
    await unpackTar(join(scratch, archive), target);
    const description = files.find((file) => file.endsWith(".dsc")) ?? "";
    const found = /^Version: (.*)$/m.exec(await readFile(join(scratch, description), "utf8"));
    return { version: found?.[1] ?? "", checksum: await sha256(join(scratch, archive)) };
  },
};

const preparing = new Map<string, Promise<string[]>>();

/** Options for apt with a list of source packages of its own: the machine's lists stay as they are. */
function sourceLists(cache: string): Promise<string[]> {
  const known = preparing.get(cache);
  if (known !== undefined) return known;
  const prepared = prepareSourceLists(join(cache, "apt"));
  preparing.set(cache, prepared);
  return prepared;
}

async function prepareSourceLists(folder: string): Promise<string[]> {
  await mkdir(join(folder, "lists/partial"), { recursive: true });
  const list = join(folder, "sources.list");
  const key = "/usr/share/keyrings/debian-archive-keyring.gpg";
  const line = `deb-src [signed-by=${key}] http://deb.debian.org/debian bookworm main\n`;
  await writeFile(list, line);
  const settings = {
    "Dir::Etc::sourcelist": list,
    "Dir::Etc::sourceparts": "-",
    "Dir::State::lists": join(folder, "lists"),
    "Dir::Cache::srcpkgcache": "",
    "Dir::Cache::pkgcache": "",
    "APT::Sandbox::User": "root",
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
  await run("apt-get", [...options, "--quiet=2", "update"], folder);
  return options;
}

function at(name: string, version: string | undefined): string {
  return version === undefined ? name : `${name}@${version}`;
}

async function unpackTar(archive: string, target: string): Promise<void> {
  await mkdir(target, { recursive: true });
  await run("tar", ["-xf", archive, "-C", target, "--strip-components=1"], target);
}

async function unzip(archive: string, target: string): Promise<void> {
  await mkdir(target, { recursive: true });
  await run("python3", ["-m", "zipfile", "-e", archive, target], target);
}

async function onlyFile(folder: string): Promise<string> {
  const [file, ...others] = await readdir(folder);
  if (file === undefined || others.length > 0) throw new Error(`expected one file in ${folder}`);
  return file;
}

async function sha256(file: string): Promise<string> {
  return createHash("sha256")
    .update(await readFile(file))
    .digest("hex");
}

const execute = promisify(execFile);

async function run(
  command: string,
  args: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  const env = { ...process.env, ...environment };
  const { stdout } = await execute(command, args, { cwd, env, maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}
