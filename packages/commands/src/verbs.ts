/**
 * Who may run a command: `anyone` who can comment, or people whose permission in the repository is
 * at least the named one.
 */
export const commandPermissions = ["anyone", "read", "write", "admin"] as const;

export type CommandPermission = (typeof commandPermissions)[number];

/** All there is to know about a command without running it. */
export interface VerbFacts {
  /** As people write it, in the words of `/help`. */
  usage: string;
  meaning: string;
  /** What it takes by default; `commands.permissions` in `.devflow.yml` says otherwise. */
  permission: CommandPermission;
  /** Whoever opened the pull request may, too: it reads only, and is about their own change. */
  isForAuthor: boolean;
  needsExpert: boolean;
  /** On a closed pull request there is nothing to review, to commit or to decide. */
  needsOpenPull: boolean;
}

const reading = {
  permission: "write",
  isForAuthor: true,
  needsExpert: true,
  needsOpenPull: false,
} as const;

const suggesting = { ...reading, needsOpenPull: true } as const;

const deciding = {
  permission: "write",
  isForAuthor: false,
  needsExpert: false,
  needsOpenPull: true,
} as const;

const knowing = { ...deciding, needsOpenPull: false } as const;

/** The slash-commands, in the order of `/help`. */
export const verbs = {
  review: {
    ...deciding,
    usage: "/review [full]",
    meaning:
      "reviews the newest commit, also when it was skipped; with `full` also what was read before",
  },
  describe: {
    ...reading,
    usage: "/describe",
    meaning: "proposes a title, a summary and a walk-through of the change, as a comment",
  },
  ask: {
    ...reading,
    usage: "/ask QUESTION",
    meaning: "answers a question about the change, or about the lines of the thread it stands in",
  },
  explain: {
    ...reading,
    usage: "/explain",
    meaning: "explains the change, or the lines of the thread it stands in",
  },
  test: {
    ...reading,
    usage: "/test [PATH]",
    meaning: "writes unit tests for the changed code, like the tests of this repository",
  },
  docs: {
    ...suggesting,
    usage: "/docs [PATH]",
    meaning: "suggests documentation comments for changed functions that have none",
  },
  improve: {
    ...suggesting,
    usage: "/improve [PATH]",
    meaning: "makes up to three suggestions that can be committed as they are",
  },
  fix: {
    ...suggesting,
    usage: "/fix",
    meaning: "makes a suggestion that fixes what the thread it stands in is about",
  },
  resolve: {
    ...deciding,
    usage: "/resolve [N]",
    meaning: "settles the remark of the thread it stands in, or remark N of this pull request",
  },
  dismiss: {
    ...deciding,
    usage: "/dismiss [N] [REASON]",
    meaning:
      "takes a remark back; with a reason the like of it is not said again in this repository",
  },
  pause: {
    ...deciding,
    usage: "/pause",
    meaning: "stops reviewing each push to this pull request",
  },
  resume: {
    ...deciding,
    usage: "/resume",
    meaning: "reviews each push again, beginning with the newest commit",
  },
  remember: {
    ...knowing,
    usage: "/remember [for PATHS:] RULE",
    meaning:
      "keeps a rule of the team for every review, for example `for src/**: no default exports`",
  },
  forget: {
    ...knowing,
    usage: "/forget [NUMBER or TEXT]",
    meaning:
      "forgets a rule or a dismissal; without a word after it, lists them with their numbers",
  },
  publish: {
    ...deciding,
    usage: "/publish [N ...]",
    meaning: "posts the held review, or the findings with these numbers",
  },
  drop: {
    ...deciding,
    usage: "/drop N ...",
    meaning: "takes findings out of the held review",
  },
  edit: {
    ...deciding,
    usage: "/edit N TEXT",
    meaning: "gives a finding of the held review other words",
  },
  config: {
    ...knowing,
    permission: "read",
    isForAuthor: true,
    usage: "/config",
    meaning: "shows the configuration of this pull request and where each value comes from",
  },
  help: {
    ...knowing,
    permission: "anyone",
    isForAuthor: true,
    usage: "/help",
    meaning: "shows this list",
  },
} as const satisfies Record<string, VerbFacts>;

export type VerbName = keyof typeof verbs;

export const verbNames = Object.keys(verbs).filter(isVerb);

export function isVerb(word: string): word is VerbName {
  return Object.hasOwn(verbs, word);
}
