import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UsageError } from "@devflow/errors";
import { fetchSource, type Releases } from "../support/published-source.ts";

/** Two releases of a package as two commits of a repository of their own. */
export class ReleasesCheckout implements Disposable {
  readonly folder: string;
  before = "";
  after = "";

  private constructor() {
    this.folder = mkdtempSync(join(tmpdir(), "devflow-bench-releases-"));
  }

  static async create({ before, after, ...source }: Releases): Promise<ReleasesCheckout> {
    if (before === null) {
      throw new UsageError(`${source.name}@${after} is one release`, "Give two: name@1.0.0..1.1.0");
    }
    const checkout = new ReleasesCheckout();
    try {
      checkout.#git("init", "-q", "-b", "main");
      await fetchSource(source, before, checkout.folder);
      checkout.before = checkout.#commit(before);
      for (const name of readdirSync(checkout.folder)) {
        if (name !== ".git") rmSync(join(checkout.folder, name), { recursive: true });
      }
      await fetchSource(source, after, checkout.folder);
      checkout.after = checkout.#commit(after);
      return checkout;
    } catch (error) {
      checkout[Symbol.dispose]();
      throw error;
    }
  }

  #commit(release: string): string {
    this.#git("add", "-A", "-f");
    this.#git("commit", "-q", "--allow-empty", "-m", `Release ${release}`);
    return this.#git("rev-parse", "HEAD").trim();
  }

  #git(...args: string[]): string {
    const person = ["-c", "user.name=Bench", "-c", "user.email=bench@example.com"];
    return execFileSync("git", [...person, ...args], { cwd: this.folder, encoding: "utf8" });
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
