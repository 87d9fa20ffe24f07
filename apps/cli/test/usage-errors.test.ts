import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { Checkout } from "./support/checkout.ts";
import { devflow, temporaryFolder } from "./support/devflow.ts";
import { devflowHere } from "./support/devflow-here.ts";
import { createShop } from "./support/shop.ts";

const shop = createShop();
const empty = new Checkout();
const folder = temporaryFolder();
const plainFile = join(folder.path, "file");
writeFileSync(plainFile, "");

afterAll(() => {
  for (const each of [shop, empty, folder]) each[Symbol.dispose]();
});

/** What is wrong, the arguments, the error's first line, and a part of the next step. */
const mistakes: [string, string[], RegExp, RegExp][] = [
  [
    "a folder that is no checkout",
    ["review", "--expert", "none", "--repo", folder.path],
    /is not inside a git checkout/,
    /git init/,
  ],
  [
    "a revision that does not exist",
    ["review", "--expert", "none", "--repo", shop.folder, "--base", "no-such-branch"],
    /the revision "no-such-branch" does not exist here/,
    /git log --oneline/,
  ],
  [
    "a range in place of one of its ends",
    ["review", "--expert", "none", "--repo", shop.folder, "--base", "main..sums"],
    /the revision "main..sums" does not exist here/,
    /It is a range: give its two ends apart/,
  ],
  [
    "a repository without commits",
    ["review", "--expert", "none", "--repo", empty.folder],
    /there is no commit here yet/,
    /git commit/,
  ],
  [
    "a format that does not exist",
    ["review", "--format", "yaml"],
    /'yaml' is invalid. Allowed choices are text, json, sarif, markdown/,
    /`devflow review --help`/,
  ],
  [
    "an expert that is no URL",
    ["review", "--repo", shop.folder, "--expert", "my-model"],
    /^The settings: one problem/,
    /EXPERT_URL: .*Right: a URL/,
  ],
  [
    "a data folder that cannot be made",
    ["index", "--repo", shop.folder, "--data", join(plainFile, "data")],
    /the data folder .* cannot be used/,
    /--data or DEVFLOW_DATA/,
  ],
];

test.each(mistakes)("%s: exit 2, what is wrong, and a next step", async (_, args, error, next) => {
  const { code, stdout, stderr } = await (args === mistakes[0]?.[1] ? devflow : devflowHere)(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(/^error: /);
  expect(stderr.replace(/^error: /, "")).toMatch(error);
  expect(stderr).toMatch(next);
  expect(stderr).not.toMatch(/^\s+at /m);
});
