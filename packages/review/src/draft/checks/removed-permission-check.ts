import { isTestPath } from "../../context/test-path.ts";
import { codeOf } from "../facts/fact.ts";
import { changedFunctions, lineInPlaceOf, linesAround, linesOf } from "./changed-functions.ts";
import type { Check, CheckHit } from "./check.ts";

/** A statement of its own, or an annotation, whose name says that it lets only some people through. */
const asks =
  /^\s*(?:await\s+)?@?(?:[\w$]+\.)*((?:login_required|permission_required|requires?_?(?:auth|login|permission|role|admin)\w*|(?:require|check|ensure|verify|assert|authorize|enforce)_?(?:Auth|Permission|Role|Admin|Access|Login|Csrf|Signature|Owner)\w*|PreAuthorize|RolesAllowed|Secured|authorize|authenticate))\b\s*(?:\(.*)?;?\s*$/i;

/** The change takes a check of permissions away from a function that is still there. */
export const removedPermissionCheck: Check = {
  id: "check-removed-permission-check",
  severity: "high",
  category: "security",
  title: "Check of a permission was removed",
  languages: ["typescript", "tsx", "javascript", "python", "go", "java"],
  find(checked) {
    const { file } = checked;
    if (isTestPath(file.path)) return [];
    const added = linesOf(file, "added").map(({ text }) => text);
    const asked = linesOf(file, "removed").flatMap(({ number, text }) => {
      const name = asks.exec(text)?.[1];
      return name === undefined ? [] : [{ number, text, name }];
    });
    // Another check in its place, or the same one elsewhere.
    const isElsewhere = added.some((text) =>
      /auth|permission|role|admin|access|login|csrf|owner|secur|signature/i.test(text),
    );
    if (asked.length === 0 || isElsewhere) return [];
    return changedFunctions(checked).flatMap(({ before, after }): CheckHit[] => {
      const { start, end } = linesAround(before.node);
      const lost = asked.find(({ number }) => start <= number && number <= end);
      const line = lost === undefined ? null : lineInPlaceOf(file, lost.number);
      if (lost === undefined || line === null) return [];
      const body = `${codeOf(lost.text)} stood here, and \`${after.name}\` does the rest as before: whoever gets here is let through now. Put the check back, or say where it is made.`;
      return [{ startLine: line, endLine: line, body }];
    });
  },
};
