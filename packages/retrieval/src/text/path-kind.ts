import { fileStem } from "./path-words.ts";

const TEST_FOLDER = /(^|\/)(tests?|__tests__|specs?|e2e|testdata|__mocks__)\//i;
const TEST_FILE = /(^|\/)(test_[^/]*|[^/]*([._-](test|spec|tests)|_test|Tests?|Spec|IT))\.[^/.]+$/;
const EXAMPLE_FOLDER = /(^|\/)(examples?|docs?|samples?|demos?|benchmarks?|bench|compat|legacy)\//i;
const PROSE = /\.(md|mdx|rst|txt|adoc)$/i;
const DATA = /\.(json|ya?ml|toml|ini|cfg|csv|xml|svg|html?|css|scss)$/i;

/** True for files that hold tests, by the naming habits of the supported languages. */
export function isTestPath(path: string): boolean {
  return TEST_FOLDER.test(path) || TEST_FILE.test(path);
}

/**
 * How likely a file of this kind is what somebody looks for, as a factor of its score. The figures
 * for tests, examples, barrels and declarations are those of MinishLab/semble.
 */
export function pathPrior(path: string): { factor: number; reason: string | null } {
  if (isTestPath(path)) return { factor: 0.3, reason: "a test" };
  if (EXAMPLE_FOLDER.test(path)) return { factor: 0.3, reason: "an example or document" };
  if (PROSE.test(path)) return { factor: 0.5, reason: "prose" };
  if (DATA.test(path)) return { factor: 0.5, reason: "data" };
  if (path.endsWith(".d.ts")) return { factor: 0.7, reason: "a declaration file" };
  const stem = fileStem(path);
  if (stem === "index" || stem === "__init__") return { factor: 0.5, reason: "a barrel" };
  return { factor: 1, reason: null };
}
