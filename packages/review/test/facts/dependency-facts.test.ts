import { expect, test } from "vitest";
import { dependencyChanges, dependencyFacts } from "../../src/draft/facts/dependency-facts.ts";

const json = (dependencies: object, devDependencies: object = {}) =>
  JSON.stringify({ name: "a", dependencies, devDependencies }, null, 2);

test.each([
  ["package.json", json({ ky: "^1.0.0", got: "1.2.3" }), json({ ky: "^2.1.0", axios: "1.0.0" })],
  [
    "go.mod",
    "module a\n\ngo 1.22\n\nrequire (\n\tky v1.0.0\n\tgot v1.2.3 // indirect\n)\n",
    "module a\n\ngo 1.22\n\nrequire (\n\tky v2.1.0\n)\n\nrequire axios v1.0.0\n",
  ],
  [
    "requirements.txt",
    "# base\nky==1.0.0\ngot>=1.2.3\n-r other.txt\n",
    "ky==2.1.0\naxios[x]==1.0.0; python_version>'3'\n",
  ],
  [
    "pyproject.toml",
    '[project]\nname = "a"\ndependencies = [\n  "ky~=1.0.0",\n  "got>=1.2.3",\n]\nkeywords = ["z"]\n',
    '[project]\nname = "a"\ndependencies = ["ky~=2.1.0", "axios==1.0.0"]\n',
  ],
  [
    "Cargo.toml",
    '[package]\nname = "a"\nversion = "3.0.0"\n\n[dependencies]\nky = "1.0.0"\ngot = { version = "1.2.3", features = ["x"] }\n',
    '[package]\nname = "a"\nversion = "4.0.0"\n\n[dependencies]\nky = "2.1.0"\naxios = "1.0.0"\n',
  ],
  [
    "pom.xml",
    "<dependencies><dependency><groupId>k</groupId><artifactId>ky</artifactId><version>1.0.0</version></dependency><dependency><groupId>g</groupId><artifactId>got</artifactId><version>1.2.3</version></dependency></dependencies>",
    "<dependencies><dependency><groupId>k</groupId><artifactId>ky</artifactId><version>2.1.0</version></dependency><dependency><groupId>a</groupId><artifactId>axios</artifactId><version>1.0.0</version></dependency></dependencies>",
  ],
  [
    "app/build.gradle.kts",
    'dependencies {\n  implementation("k:ky:1.0.0")\n  testImplementation("g:got:1.2.3")\n}\n',
    'dependencies {\n  implementation("k:ky:2.1.0")\n  api("a:axios:1.0.0")\n}\n',
  ],
])("%s: what comes, goes and takes another major version", (path, before, after) => {
  const words = dependencyChanges(path, before, after)
    .map(({ text }) => text)
    .sort();
  expect(words).toEqual(
    [
      expect.stringMatching(/^the dependency (?:a:)?axios .*1\.0\.0.* is new$/),
      expect.stringMatching(/^the dependency (?:g:)?got is removed$/),
      expect.stringMatching(
        /^the dependency (?:k:)?ky goes from .*1\.0\.0 to .*2\.1\.0, another major version$/,
      ),
    ]
      .sort((a, b) => String(a).localeCompare(String(b)))
      .slice(0, 3),
  );
});

test("a version within the same major one, a new manifest and broken JSON say nothing", () => {
  expect(dependencyChanges("package.json", json({ ky: "^1.0.0" }), json({ ky: "1.9.0" }))).toEqual(
    [],
  );
  expect(
    dependencyChanges("package.json", json({ ky: "^0.3.0" }), json({ ky: "^0.4.0" })),
  ).toHaveLength(1);
  expect(dependencyChanges("package.json", null, json({ ky: "1.9.0" }))).toEqual([]);
  expect(dependencyChanges("package.json", "{", "{]")).toEqual([]);
  expect(dependencyChanges("src/package.ts", "a", "b")).toEqual([]);
});

test("code hears of the packages that it imports, and of no other", () => {
  const changes = dependencyChanges("package.json", json({ ky: "1.0.0" }), json({ got: "1.0.0" }));
  const heard = (imports: string[]) =>
    dependencyFacts("src/a.ts", "text", imports, changes).map(({ text }) => text);
  expect(heard(["ky/http", "node:fs"])).toEqual(["the dependency ky is removed"]);
  expect(heard(["kyoto"])).toEqual([]);
  expect(dependencyFacts("package.json", "{}", [], changes)).toHaveLength(2);
});
