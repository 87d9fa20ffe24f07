import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A throw-away folder in which git applies patches, strictly. */
export class PatchFolder {
  readonly #folder = mkdtempSync(join(tmpdir(), "devflow-patch-"));

  /** The file's content after the patch. Throws with git's words where it does not apply. */
  applied(name: string, content: string, patch: string): string {
    const file = join(this.#folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    const { status, stderr } = spawnSync("git", ["apply", "--whitespace=nowarn", "-"], {
      cwd: this.#folder,
      input: patch,
      // Not the repository that the folder may be in, nor anybody's settings.
      env: {
        PATH: process.env.PATH,
        LC_ALL: "C",
        GIT_CEILING_DIRECTORIES: tmpdir(),
        GIT_CONFIG_NOSYSTEM: "1",
        GIT_CONFIG_GLOBAL: "/dev/null",
      },
    });
    if (status !== 0) throw new Error(`git apply: ${stderr}`);
    return readFileSync(file, "utf8");
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
