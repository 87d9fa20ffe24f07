import { devNull } from "node:os";

/** Configuration entries that win over every file, in git's own order of keys and values. */
export type ConfigEntries = Record<string, string>;

/** What git and its transport need from our environment. Nothing of ours, and no GIT_* of others. */
const PASSED_ON = [
  "PATH",
  "HOME",
  "USERPROFILE",
  "XDG_CONFIG_HOME",
  "TMPDIR",
  "TEMP",
  "SYSTEMROOT",
  ...["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"].flatMap((name) => [
    name,
    name.toLowerCase(),
  ]),
];

/**
 * A repository's own configuration can name programs that git starts. Each entry here takes one of
 * them away; hooks, pagers, credential helpers and the like are never wanted by a reader. The
 * owner check (safe.directory) guards against just these programs, so it can be lifted.
 */
const HARMLESS: ConfigEntries = {
  "core.fsmonitor": "false",
  "core.hooksPath": devNull,
  "core.pager": "cat",
  "core.askPass": "",
  "core.sshCommand": "false",
  "core.alternateRefsCommand": "false",
  "credential.helper": "",
  "diff.external": "",
  "protocol.allow": "never",
  "protocol.ext.allow": "never",
  "safe.directory": "*",
  "submodule.recurse": "false",
  "log.showSignature": "false",
  "gc.auto": "0",
  "maintenance.auto": "false",
  // Printed by us, not by a person's taste: paths as ASCII, blank context lines with their space.
  "core.quotePath": "true",
  "diff.suppressBlankEmpty": "false",
  // git diff would write fresh file times into the index, in spite of GIT_OPTIONAL_LOCKS.
  "diff.autoRefreshIndex": "false",
  "i18n.logOutputEncoding": "UTF-8",
  // git holds a file up to this size in memory to compare it; larger ones count as binary.
  "core.bigFileThreshold": "64m",
};

/**
 * The whole environment of a git process. `config` is added to the harmless defaults and may
 * override them. The one place of this package that reads the environment of our own process.
 */
export function gitEnvironment(
  config: ConfigEntries = {},
  overrides: Record<string, string> = {},
): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const name of PASSED_ON) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  const entries = Object.entries({ ...HARMLESS, ...config });
  for (const [index, [key, value]] of entries.entries()) {
    environment[`GIT_CONFIG_KEY_${index}`] = key;
    environment[`GIT_CONFIG_VALUE_${index}`] = value;
  }
  return {
    ...environment,
    GIT_CONFIG_COUNT: String(entries.length),
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_ATTR_NOSYSTEM: "1",
    // The only protocol allowed does not exist: nothing goes to the network, not even to fill a
    // partial clone, whatever the configuration says.
    GIT_ALLOW_PROTOCOL: "none",
    GIT_NO_LAZY_FETCH: "1",
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_LITERAL_PATHSPECS: "1",
    GIT_TERMINAL_PROMPT: "0",
    GIT_ASKPASS: "",
    SSH_ASKPASS: "",
    GIT_PAGER: "cat",
    LC_ALL: "C",
    ...overrides,
  };
}
