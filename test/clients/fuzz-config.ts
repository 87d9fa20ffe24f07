/**
 * Operations that refuse with 400 what a schema cannot tell: a person, a code or an address that has to
 * be known, a selection within its text, a diff, days in their order, prompts that are taken from nobody.
 */
const choosy = [
  ...["removePerson", "enablePerson", "disablePerson", "linkPerson", "listTokens", "createToken"],
  ...["requestDeviceToken", "requestEditorSignIn", "redeemEditorCode", "exportAudit"],
  ...["explainCode", "writeTests", "refactorCode", "documentCode", "createChatCompletion"],
  ...["reviewChange", "createCompletion", "getUsage", "getUsageEvents"],
];

/** By its own lists a body that is too large would count as one that was taken. */
const rejected = [400, 401, 403, 404, 405, 413, 415, 422, 429];
/** `5xx` is another check's. */
const taken = ["2xx", "3xx", 401, 403, 404, 409, 413, 422, 429, "5xx"];

/** Schemathesis's settings. */
export const fuzzConfig = `
[checks]
negative_data_rejection.expected-statuses = ${JSON.stringify(rejected)}
positive_data_acceptance.expected-statuses = ${JSON.stringify(taken)}

${choosy.map((operation) => refusing(operation, [400, ...taken])).join("\n")}
# Fields of a form are text: an empty array is no field, and an object is JSON in one.
[[operations]]
include-operation-id = "speak"
checks.negative_data_rejection.enabled = false
checks.positive_data_acceptance.expected-statuses = ${JSON.stringify([400, ...taken])}
`;

function refusing(operation: string, statuses: readonly (string | number)[]): string {
  return `[[operations]]
include-operation-id = "${operation}"
checks.positive_data_acceptance.expected-statuses = ${JSON.stringify(statuses)}
`;
}
