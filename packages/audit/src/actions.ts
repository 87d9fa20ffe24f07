/**
 * Everything that the log tells of, with what it means. A closed list: what is not in it cannot be
 * appended, and docs/audit.md shows it as it stands here.
 */
export const auditActions = {
  "person.signed_in": "Somebody proved at the identity provider who they are.",
  "person.sign_in_refused": "Somebody proved who they are, and may not come in.",
  "person.disabled": "Somebody was locked out, with all of their tokens.",
  "person.enabled": "Somebody may sign in again.",
  "person.regrouped":
    "Role, teams or access of somebody changed with their groups, without a new sign-in.",
  "person.linked":
    "It was said which GitHub account a person has, which decides what they may read.",
  "login.changed":
    "A GitHub login that gives access is another account than at its first use: it opens nothing now.",
  "login.relinked": "A GitHub login was taken as the account that has it now.",
  "person.removed": "A person was removed, with their tokens and what is stored of their use.",
  "token.created":
    "A token was made, with its scopes and its end. Sessions of browsers are sign-ins.",
  "token.revoked": "A token was ended.",
  "device.allowed": "Somebody let an editor or a command line in.",
  "device.denied": "Somebody refused one.",
  "access.refused":
    "Requests that somebody was refused: a scope that their token has not, a repository that they may not read, a file of secrets, a token that is no good. Counted by minute.",
  "code.retrieved":
    "Code of a repository was shown to a person or a model: from which commit, and how many pieces.",
  "model.called": "A model was asked for an answer: by which expert, for what, and how it ended.",
  "completions.served":
    "Completions of one person in one repository in one minute: how many, by which models, how many from memory, how many were made with code of the index.",
  "configuration.changed":
    "A process was started with other settings than before: the names of what differs.",
  "usage.exported": "Figures of the assistant's use were read.",
  "content.read": "Kept texts of the assistant's use were read: of which days, and how many.",
  "content.choice": "A person said whether their texts may be kept, and how many went for it.",
  "export.written": "A data set for training was written.",
  "audit.exported": "The audit log was read through the gateway, or exported.",
  "adapter.registered": "A trained adapter was registered, by the hash of its files.",
  "adapter.proposed": "An adapter may be rolled out.",
  "adapter.refused": "An adapter may not be rolled out.",
  "adapter.back": "What reviewed before the adapter reviews again.",
  "rollout.started": "An adapter drafts in the shadow.",
  "rollout.shadow": "A rollout is in the shadow again.",
  "rollout.canary": "An adapter reviews a share of the repositories.",
  "rollout.all": "An adapter reviews every repository, and is still watched.",
  "rollout.promoted": "An adapter is the expert.",
  "rollout.rolled_back": "An adapter was worse and was taken back.",
  "rollout.stopped": "A rollout ended without a verdict.",
  "rollout.undecided": "The outcomes of a rollout do not decide: a person has to.",
  "rollout.step_proposed": "A rollout may take its next step; a person decides.",
  "retrain.started": "Training began.",
  "retrain.ended": "Training ended, with these adapters.",
  "retrain.failed": "Training failed, and why.",
} as const satisfies Record<string, string>;

/** What an entry can be about. */
export type AuditAction = keyof typeof auditActions;
