/**
 * Brings the packages of packages.json to this machine, two at a time, each once.
 *
 *   node training/embedder/download-packages.ts --to DIR [--packages FILE] [--registry npm]... [--record]
 *
 * A package stands in DIR/<registry>/<name>/ when it is complete. Its checksum must be the recorded
 * one; --record writes version, licence and checksum of packages that have none yet.
 */

import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { isPermissive, readLicence } from "./read-licence.ts";
import { fetchPackage, type Registry, registries } from "./registry-clients.ts";

interface Package {
  name: string;
  version?: string;
  /** SPDX expression. */
  licence?: string;
  checksum?: string;
  /** Folders that hold other projects, as paths inside the package. */
  without?: string[];
}

const AT_ONCE = 2;

const { values } = parseArgs({
  options: {
    to: { type: "string" },
    packages: { type: "string" },
    registry: { type: "string", multiple: true },
    record: { type: "boolean", default: false },
  },
});
if (values.to === undefined) throw new Error("say where to with --to DIR");
const folder = values.to;
const listFile = values.packages ?? fileURLToPath(new URL("packages.json", import.meta.url));
const list: Partial<Record<Registry, Package[]>> = JSON.parse(await readFile(listFile, "utf8"));
const asked = registries.filter((name) => values.registry?.includes(name) ?? true);
const queue = asked.flatMap((registry) =>
  (list[registry] ?? []).map((wanted) => ({ registry, wanted })),
);
let failures = 0;

async function bring(registry: Registry, wanted: Package): Promise<string> {
  const target = join(folder, registry, wanted.name.replaceAll("/", "__"));
  if (existsSync(target)) return "here already";
  const cache = join(folder, ".cache");
  await mkdir(cache, { recursive: true });
  await mkdir(dirname(target), { recursive: true });
  const scratch = await mkdtemp(join(cache, "scratch-"));
  const unpacked = await mkdtemp(join(cache, "unpacked-"));
  try {
    const { name, version } = wanted;
    const fetched = await fetchPackage[registry](
      { name, version },
      { scratch, cache, target: unpacked },
    );
    const licence = (await readLicence(registry, unpacked)) ?? wanted.licence ?? "unknown";
    if (!isPermissive(licence)) throw new Error(`licence ${licence} is not a permissive one`);
    const isRecorded = wanted.checksum !== undefined;
    if (isRecorded && wanted.checksum !== fetched.checksum) throw new Error("another checksum");
    if (!isRecorded && !values.record) throw new Error("no checksum recorded: use --record");
    for (const path of wanted.without ?? []) {
      await rm(join(unpacked, path), { recursive: true, force: true });
    }
    Object.assign(wanted, { version: fetched.version, licence, checksum: fetched.checksum });
    await rename(unpacked, target);
    return `${fetched.version} ${licence}`;
  } finally {
    await rm(scratch, { recursive: true, force: true });
    await rm(unpacked, { recursive: true, force: true });
  }
}

async function work(): Promise<void> {
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const { registry, wanted } = next;
    try {
      console.error(`${registry} ${wanted.name}: ${await bring(registry, wanted)}`);
    } catch (error) {
      failures += 1;
      const reason = error instanceof Error ? error.message : String(error);
      console.error(`${registry} ${wanted.name}: left out: ${reason.slice(0, 300)}`);
    }
    if (values.record) await writeFile(listFile, `${JSON.stringify(list, null, 2)}\n`);
  }
}

await Promise.all(Array.from({ length: AT_ONCE }, work));
process.exitCode = failures === 0 ? 0 : 1;
