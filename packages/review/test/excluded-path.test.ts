import { describe, expect, test } from "vitest";
import { excludedPathReason } from "../src/scope/excluded-path.ts";

describe("excludedPathReason", () => {
  const builtIn = excludedPathReason([]);

  test.each([
    ["package-lock.json", "lock file"],
    ["services/api/poetry.lock", "lock file"],
    ["go.sum", "lock file"],
    ["vendor/github.com/x/y.go", "vendored"],
    ["pip/_vendor/urllib3/util.py", "vendored"],
    ["web/node_modules/left-pad/index.js", "vendored"],
    ["api/v1/user.pb.go", "generated"],
    ["static/app.min.js", "generated"],
    ["src/__snapshots__/a.test.ts.snap", "generated"],
  ])("leaves out %s as %s", (path, reason) => {
    expect(builtIn(path)).toBe(reason);
  });

  test.each([
    "src/index.ts",
    "src/lockfile.ts",
    "docs/vendors.py",
    "distance/main.go",
    ".github/x.yml",
  ])("reads %s", (path) => {
    expect(builtIn(path)).toBeNull();
  });

  test("matches a pattern without a slash in any folder, and a rooted one only at the root", () => {
    const own = excludedPathReason(["*.sql", "/legacy", "docs/api/"]);
    expect(own("db/deep/a.sql")).toBe("ignored by the configuration");
    expect(own("legacy/a.ts")).toBe("ignored by the configuration");
    expect(own("src/legacy/a.ts")).toBeNull();
    expect(own("docs/api/x/y.ts")).toBe("ignored by the configuration");
    expect(own("docs/apis.ts")).toBeNull();
  });
});
