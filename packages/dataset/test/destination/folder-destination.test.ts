import { chmod, mkdir, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { filesystemError } from "../../src/destination/filesystem-error.ts";
import { folderDestination } from "../../src/destination/folder-destination.ts";
import { destinationSuite } from "./destination-suite.ts";

describe("a folder", () => {
  destinationSuite({
    async create() {
      const parent = await mkdtemp(join(tmpdir(), "devflow-destination-"));
      const folder = join(parent, "exports");
      return {
        destination: folderDestination(folder),
        async names() {
          const entries = await readdir(folder, { recursive: true, withFileTypes: true });
          return entries
            .filter((entry) => entry.isFile())
            .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
            .toSorted();
        },
        close: () => rm(parent, { recursive: true, force: true }),
      };
    },
  });
});

test.each([
  ["a file", `${import.meta.filename}/x/y`, `${import.meta.filename} is a file`],
  ["what takes no folders", "/proc/x/y", "/proc takes no folders"],
])("no folder can be below %s: the place is named, at once", async (_, place, reason) => {
  await expect(folderDestination(place).prepare()).rejects.toMatchObject({
    message: `${place} cannot be a folder: ${reason}`,
    nextStep: expect.stringContaining("--to"),
  });
});

test("a full disk is said in words, and may pass", async () => {
  // /dev/full answers every write with ENOSPC.
  const parent = await mkdtemp(join(tmpdir(), "devflow-destination-"));
  try {
    const destination = folderDestination(parent);
    const set = await destination.create("one");
    const file = await set.open("a.jsonl");
    await file.close();
    await rm(join(parent, ".partial-one", "a.jsonl"));
    await mkdir(join(parent, ".partial-one", "b"));
    await symlink("/dev/full", join(parent, ".partial-one", "manifest.json"));
    await expect(set.complete("{}")).rejects.toMatchObject({ service: "filesystem" });
  } finally {
    await rm(parent, { recursive: true, force: true });
  }
  const full = Object.assign(new Error("write"), { code: "ENOSPC" });
  expect(() => filesystemError("/data")(full)).toThrow("/data: the disk is full");
  expect(() => filesystemError("/data")(full)).toThrow(
    expect.objectContaining({ retryable: true, code: "ENOSPC" }),
  );
});

test.skipIf(process.getuid?.() === 0)("a folder that is not ours is named", async () => {
  const parent = await mkdtemp(join(tmpdir(), "devflow-destination-"));
  try {
    await chmod(parent, 0o500);
    await expect(folderDestination(join(parent, "a")).create("one")).rejects.toThrow(
      "may not write",
    );
  } finally {
    await rm(parent, { recursive: true, force: true });
  }
});
