/** General advice in words that were written after the lists of general words, and are not to be put into them. */
export const unseenAdvice: readonly (readonly [title: string, body: string])[] = table(`
  Consider adding error handling | Wrapping this in appropriate error handling would make the behavior more resilient to unforeseen circumstances.
  Ensure this is tested | Make sure the happy path as well as the unhappy paths are exercised by your test suite.
  Error paths deserve attention | When things go sideways here, nobody upstream will have a clue.
  Insufficient input checks | Whoever feeds this could hand over rubbish, and the consequences would ripple through the stack.
  This could be a performance bottleneck | As the user base expands, repeated execution of this section may degrade throughput noticeably.
  Maintainability | The intertwined responsibilities in this section will hinder onboarding and slow future work.
  Readability could be improved | Splitting the logic over several well-named steps would spare reviewers a headache.
  Consider documenting the behavior | Future contributors would appreciate a short note about the reasoning behind this decision.
  Add unit tests for the new logic | Regression protection is weak without dedicated specs for the freshly introduced paths.
  Security review recommended | Sensitive operations such as this one warrant a careful audit by the security folks.
  Potential null dereference | One should never presume presence; a graceful exit is preferable to an abrupt termination.
  Race conditions are conceivable | Interleavings between competing workers might corrupt shared bookkeeping.
  Possible resource exhaustion | Sustained pressure on this endpoint might drain available capacity.
  Follow the single responsibility principle | Currently too many hats are worn by one unit, which is a known anti-pattern.
  Prefer composition over inheritance | Deep hierarchies tend to ossify and frustrate reuse.
  Naming is inconsistent | Mixed vocabulary throughout the repository obscures intent and frustrates searching.
  Hard-coded literals | Centralizing such knobs in configuration would ease tuning across deployments.
  Logging is insufficient | On-call engineers would struggle to reconstruct what transpired during an outage.
  Consider using dependency injection | Swapping collaborators in tests would be far less painful.
  Unclear error message | Support staff will be baffled when this surfaces in the wild.
  Consider edge cases | What happens with unusual, exotic or adversarial combinations? A robust solution anticipates them.
  Missing transaction | Several writes that belong together should succeed or fail as a unit.
  Avoid side effects | Pure routines are easier to reason about and compose.
  Consider memoization | Recomputing identical answers wastes energy and budget.
  Validate assumptions | Assert preconditions explicitly so violations surface close to their origin.
  Potential data race | Unsynchronized access from parallel tasks is a recipe for heisenbugs.
  Simplify the control flow | Early exits flatten the nesting and make the narrative linear.
  Deprecated approach | The ecosystem has moved on; more contemporary idioms are widely adopted nowadays.
  Lack of encapsulation | Leaking implementation details invites unwanted coupling among modules.
  Ensure proper cleanup | Dangling resources accumulate silently and eventually bring the host to its knees.
  Consider accessibility | Keyboard navigation and screen readers should be kept in mind for an inclusive experience.
  Consider localization | User-facing wording ought to be translatable for international audiences.
  Potential privacy issue | Personal information might end up in places where it does not belong.
  Missing retries | Flaky networks are a fact of life, so resilience mechanisms are advisable.
  Timeouts | Anything that leaves the process boundary deserves a deadline.
  Breaking change for consumers | Downstream teams may need to adapt; communicate this in the release notes.
  Consider versioning | Evolving contracts without a versioning story leads to friction.
  Untested branch | Coverage tools would flag this region as red.
  Consider stricter types | Vague typing shifts mistakes from compile time to production.
  Code smell | The structure hints at deeper design problems that should be tackled sooner rather than later.
  Possible regression | Altering established behavior may upset workflows people depend upon.
  Improve robustness | Defensive programming here would prevent embarrassing surprises on launch day.
  Guard clause suggested | Bail out early whenever prerequisites are not met.
  Consider batching | Chatty interactions are slower than coarse-grained ones.
  Potential overflow | Sufficiently large magnitudes might wrap around unexpectedly.
  Consider caching | Expensive results could be kept around to serve repeated lookups quickly.
  Unhandled rejection possible | An asynchronous failure might vanish without a trace.
  Off-by-one risk | Boundary arithmetic is a classical source of mistakes; double-check it.
  Consider an enum | A closed set of alternatives is safer than free-form text.
  Excessive complexity | Cyclomatic metrics would certainly complain about this portion.
  Potential injection | Never splice outside data into anything that is later interpreted.
  Memory footprint | Holding on to large structures for longer than necessary inflates the heap.
  Avoid duplication | Similar fragments exist; unifying them prevents divergence.
  Consider idempotency | Replays are common in distributed systems and should be harmless.
  Incorrect semantics | The implemented behavior might diverge from what stakeholders anticipate.
  Missing authorization | Verify that only entitled principals may carry out this action.
  Fehlerbehandlung ergänzen | Unvorhergesehene Ereignisse sollten sauber aufgefangen werden, um Ausfälle zu vermeiden.
  Sicherheitsaspekte beachten | Sensible Vorgänge verdienen eine gründliche Begutachtung durch Fachleute.
  Dokumentation ausbauen | Künftige Mitwirkende wären für eine knappe Erläuterung der Beweggründe dankbar.
  Mögliche Seiteneffekte | Änderungen an gemeinsam genutztem Zustand überraschen andere Stellen der Anwendung.
`);

/** The same about one name of the code, which says no more of it. */
export const adviceWithName: readonly (readonly [title: string, body: string])[] = table(`
  Consider validating \`user\` | Validating \`user\` improves robustness.
  Validate \`user\` before use | It is good practice to validate input.
  Missing error handling in \`load\` | Errors in \`load\` should be handled properly.
  Add tests for \`load\` | Make sure \`load\` is covered by unit tests.
  \`user\` should be validated | Without validation unexpected behavior may occur.
  Potential issue with \`items\` | \`items\` may not be handled properly in all cases.
  Consider adding documentation for \`load\` | Documenting \`load\` would improve maintainability.
  Missing null check for \`user\` | Please add a null check for \`user\` to avoid potential runtime errors.
  Improve naming of \`items\` | A more descriptive name than \`items\` would improve readability.
  \`load\` lacks error handling | Consider wrapping \`load\` in a try/catch block.
  Consider refactoring \`load\` | \`load\` is complex and could be simplified for better readability.
  Potential performance issue in \`load\` | \`load\` could be slow for large inputs. Consider optimizing it.
  Ensure \`items\` is properly initialized | Uninitialized variables may lead to undefined behavior.
  Add type annotations to \`load\` | Type annotations for \`load\` would improve type safety.
  Consider logging in \`load\` | Logging would help with debugging \`load\`.
  \`load\` could benefit from input sanitization | Sanitizing the input of \`load\` is recommended for security.
  Handle edge cases in \`load\` | Edge cases of \`load\` should be considered.
  Consider making \`items\` constant | A constant would be cleaner.
  Possible race condition on \`items\` | Concurrent access to \`items\` may lead to race conditions.
  Check the return value of \`load\` | The return value of \`load\` should be checked for errors.
`);

function table(text: string) {
  return text
    .trim()
    .split("\n")
    .map((row) => row.trim().split(" | ") as [string, string]);
}
