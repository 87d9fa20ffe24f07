import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase } from "@devflow/database/testing";
import { openRepository } from "@devflow/git";
import { expect, test } from "vitest";
import { ensureLocalRepository, openCodeIndex } from "../src/index.ts";
import { findCommitsOf } from "../src/storage/recent-commits.ts";
import { GitFolder } from "./support/git-folder.ts";

const file = (name: string, round: number) => ({
  [`src/${name}.ts`]: `export const ${name} = ${round};\n`,
});

test("a copy without history learns from every push which files change together", async () => {
  await using origin = new GitFolder({ ...file("a", 0), ...file("b", 0), ...file("c", 0) });
  const database = await createTestDatabase();
  const folder = mkdtempSync(join(tmpdir(), "devflow-shallow-"));
  try {
    const git = (...args: string[]) => execFileSync("git", ["-C", folder, ...args]);
    git("clone", "--quiet", "--depth=1", `file://${origin.path}`, ".");
    await using repository = await openRepository(folder);
    const repositoryId = await ensureLocalRepository(database, folder);
    const index = openCodeIndex(database, repositoryId);
    const push = async () => {
      git("fetch", "--quiet", "--depth=1", "origin", "main");
      git("reset", "--quiet", "--hard", "FETCH_HEAD");
      await index.update(await repository.tree("HEAD"));
    };
    await push();
    for (const round of [1, 2]) {
      origin.commit({ ...file("a", round), ...file("b", round) });
      await push();
    }
    origin.commit(file("c", 1));
    await push();
    const together = ["src/a.ts", "src/b.ts"];
    expect(await findCommitsOf(database, repositoryId, ["src/a.ts"])).toEqual([
      expect.arrayContaining(together),
      expect.arrayContaining(together),
    ]);
    expect(await findCommitsOf(database, repositoryId, ["src/c.ts"])).toEqual([]);
  } finally {
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
