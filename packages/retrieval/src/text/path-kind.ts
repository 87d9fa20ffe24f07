import { fileStem } from "./path-words.ts";

const TEST_FOLDER = /(^|\/)(tests?|__tests__|specs?|e2e|testdata|__mocks__)\//i;
const TEST_FILE = /(^|\/)(test_[^/]*|[^/]*([._-](test|spec|tests)|_test|Tests?|Spec|IT))\.[^/.]+$/;
/** `docs/` is not among them: a tool may well keep the code of its manual pages there. */
const EXAMPLE_FOLDER =
  /(^|\/)(_?examples?|docs?_src|samples?|demos?|benchmarks?|bench|compat|legacy)\//i;
const PROSE = /\.(md|mdx|rst|txt|adoc)$/i;
const DATA = /\.(json|ya?ml|toml|ini|cfg|csv|xml|svg|html?|css|scss)$/i;

/** What somebody looks for: the code itself, or tests, or whatever fits. */
export type Wanted = "code" | "tests" | "anything";

export interface PathPrior {
  factor: number;
  /** What kind of file it is, null for plain code. */
  reason: string | null;
}

/** True for files that hold tests, by the naming habits of the supported languages. */
export function isTestPath(path: string): boolean {
  return TEST_FOLDER.test(path) || TEST_FILE.test(path);
}

/**
 * How likely a file of this kind is what somebody looks for, as a factor of its score. The figures
 * for tests, examples, barrels and declarations are those of MinishLab/semble; halving or doubling
 * them moved NDCG@10 by less than 0.001. Whoever looks for tests wants no other file as much.
 */
export function pathPrior(path: string, wanted: Wanted = "code"): PathPrior {
  const isTest = isTestPath(path);
  if (wanted === "tests") return { factor: isTest ? 1 : 0.3, reason: isTest ? null : "no test" };
  if (isTest) return wanted === "code" ? { factor: 0.3, reason: "a test" } : PLAIN;
  if (EXAMPLE_FOLDER.test(path)) return { factor: 0.3, reason: "an example" };
  if (PROSE.test(path)) return { factor: 0.5, reason: "prose" };
  if (DATA.test(path)) return { factor: 0.5, reason: "data" };
  if (path.endsWith(".d.ts")) return { factor: 0.7, reason: "a declaration file" };
  const stem = fileStem(path);
  if (stem === "index" || stem === "__init__") return { factor: 0.7, reason: "a barrel" };
  return PLAIN;
}

const PLAIN: PathPrior = { factor: 1, reason: null };
