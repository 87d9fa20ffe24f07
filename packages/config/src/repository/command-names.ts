/** Who may run a command: everybody, or whoever GitHub gives at least this permission. */
export const commandPermissions = ["anyone", "read", "write", "admin"] as const;

export type CommandPermission = (typeof commandPermissions)[number];

/**
 * The slash-commands and who may run them unless the team says otherwise. What costs the expert's
 * time or changes something needs `write`: on a public repository everybody has `read`.
 */
export const commandDefaults = {
  help: "anyone",
  config: "read",
  review: "write",
  describe: "write",
  ask: "write",
  explain: "write",
  test: "write",
  docs: "write",
  improve: "write",
  fix: "write",
  resolve: "write",
  pause: "write",
  resume: "write",
  dismiss: "write",
  remember: "write",
  forget: "write",
  publish: "write",
  drop: "write",
  edit: "write",
} as const satisfies Record<string, CommandPermission>;

export type CommandName = keyof typeof commandDefaults;

export const commandNames = Object.keys(commandDefaults).filter((name): name is CommandName =>
  Object.hasOwn(commandDefaults, name),
);
