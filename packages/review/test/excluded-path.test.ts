import { describe, expect, test } from "vitest";
import { excludedPathReason } from "../src/scope/excluded-path.ts";
import { defaultPolicy, policyWith } from "./builders.ts";

describe("excludedPathReason", () => {
  test.each([
    ["package-lock.json", "lock file"],
    ["services/api/poetry.lock", "lock file"],
    ["go.sum", "lock file"],
    ["vendor/github.com/x/y.go", "vendored"],
    ["pip/_vendor/urllib3/util.py", "vendored"],
    ["web/node_modules/left-pad/index.js", "vendored"],
    ["api/v1/user.pb.go", "generated"],
    ["static/app.min.js", "minified"],
    ["web/dist/app.js", "build output"],
    ["Godeps/src/a.go", "vendored"],
    ["api/_pb/v1/user_pb.d.ts", "generated"],
    ["src/__snapshots__/a.test.ts.snap", "generated"],
  ])("leaves out %s as %s", (path, reason) => {
    expect(excludedPathReason(path, defaultPolicy)).toBe(reason);
  });

  test.each([
    "src/index.ts",
    "src/lockfile.ts",
    "docs/vendors.py",
    "distance/main.go",
    "src/build/target/plan.ts",
    ".github/x.yml",
  ])("reads %s", (path) => {
    expect(excludedPathReason(path, defaultPolicy)).toBeNull();
  });

  test("leaves out what the policy ignores", () => {
    const reason = excludedPathReason("src/a.ts", policyWith({ isIgnored: true }));
    expect(reason).toBe("ignored by the configuration");
  });
});
