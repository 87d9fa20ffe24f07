const testPath =
  /(^|\/)(tests?|__tests__|spec|fixtures?|testdata|mocks?)\/|[._-](test|spec)\.[^/]+$|_test\.[^/]+$|(^|\/)test_[^/]+$|(?:Tests?|Spec)\.(?:java|kt|cs|scala|groovy)$/i;

/** True for tests and what only they use, by the usual names of folders and files. */
export function isTestPath(path: string): boolean {
  return testPath.test(path);
}
