/** What a model without a thought says of any line. */
export const generalAdvice: readonly (readonly [title: string, body: string])[] = [
  [
    "Missing error handling",
    "Consider handling errors here. If this fails, the application may crash.",
  ],
  [
    "Potential performance issue",
    "This may cause performance problems with large inputs. Consider optimizing it.",
  ],
  [
    "Missing input validation",
    "The input is not validated before it is used. Add validation to avoid unexpected behavior.",
  ],
  [
    "Possible null pointer exception",
    "This value could be null. Add a null check before using it.",
  ],
  ["Missing error handling", "This call may fail and the error is not handled."],
  [
    "Potential race condition",
    "This code is not thread-safe and may lead to race conditions under concurrent access.",
  ],
  [
    "Potential memory leak",
    "Resources may not be released properly, which can lead to memory leaks.",
  ],
  [
    "Lack of tests",
    "There are no tests for this change. Please add unit tests to cover the edge cases.",
  ],
  [
    "Potential security vulnerability",
    "Untrusted data might be used here without sanitization, which is a security risk.",
  ],
  [
    "Edge cases are not handled",
    "This function does not handle edge cases such as empty or invalid input.",
  ],
  [
    "Hardcoded value",
    "Hardcoded values make the code harder to maintain. Consider using a constant instead.",
  ],
  [
    "Inconsistent naming",
    "The naming is not consistent with the rest of the codebase and should follow the conventions.",
  ],
  ["Incorrect logic", "The logic here appears to be incorrect and could produce wrong results."],
  [
    "Unclear code",
    "This code is complex and hard to understand. Consider refactoring it into smaller functions.",
  ],
  [
    "Missing documentation",
    "The function is not documented, so that other developers may not understand it.",
  ],
  [
    "Exception is not caught",
    "An exception thrown here is not caught and would crash the program.",
  ],
  ["Missing null check", "There is no null check, which could cause a runtime error."],
  [
    "Unhandled failure",
    "If the operation fails, the failure is not handled and the caller is not informed.",
  ],
  [
    "Possible type error",
    "The type of the value is not checked, which might lead to runtime errors.",
  ],
  ["Potential resource leak", "The resource is not closed when an error occurs."],
  [
    "Missing logging",
    "There is no logging, which makes debugging difficult when something goes wrong.",
  ],
  [
    "Inefficient implementation",
    "This implementation is inefficient for large datasets and should be optimized.",
  ],
  [
    "Unsafe operation",
    "This operation is unsafe and can lead to undefined behavior in some cases.",
  ],
  [
    "Breaking change",
    "This change may break existing functionality and callers that depend on the old behavior.",
  ],
  ["Return value is ignored", "The return value is not checked, so errors might go unnoticed."],
  ["Duplicate code", "This code is duplicated and should be extracted into a helper function."],
  ["Missing default case", "Not all cases are handled, which may lead to unexpected behavior."],
  [
    "Potential security issue",
    "This could expose sensitive data to attackers if not handled properly.",
  ],
  [
    "Code could be simplified",
    "This can be simplified to improve readability and maintainability.",
  ],
  ["Improper error propagation", "Errors are not propagated properly to the caller."],
  ["Missing await", "The asynchronous call is not awaited, so errors could be lost."],
  ["Missing type annotations", "Adding types would improve readability and catch bugs early."],
  ["Uninitialized variable", "The variable may be used before it is initialized."],
  ["Possible infinite loop", "The loop may never end under certain conditions."],
  ["Unused variable", "This variable is declared but never used."],
  [
    "Potential SQL injection",
    "User input is used in the query without escaping, which allows SQL injection.",
  ],
  ["Division by zero", "The divisor may be zero, which leads to an exception."],
  ["Off-by-one error", "The boundary condition may be off by one."],
  ["Side effects", "This function has side effects that may surprise callers."],
  ["Violates single responsibility", "This function does too much and should be split up."],
  [
    "Error handling is missing",
    "Errors that occur in this block are not handled. Wrap it in a try/catch block to prevent crashes.",
  ],
  [
    "No validation of parameters",
    "Parameters should be validated to make sure that they are of the expected type and within range.",
  ],
  [
    "Performance concern",
    "This approach might be slow when called frequently. Consider caching the result.",
  ],
  [
    "Concurrency issue",
    "Multiple threads could access this at the same time, leading to inconsistent state.",
  ],
  ["Null reference", "The object might be null at this point, leading to a crash."],
  ["Tests are missing", "The new behavior isn't covered by any test."],
  [
    "Security risk",
    "This might allow an attacker to exploit the system if the data is not sanitized.",
  ],
  ["Magic number", "Using magic numbers makes code less readable. Define a named constant."],
  [
    "Poor readability",
    "This statement is difficult to read and should be broken into multiple lines.",
  ],
  [
    "Function is too long",
    "Long functions are harder to test and maintain; split it into smaller ones.",
  ],
  [
    "Incorrect behavior",
    "This does not behave as expected in all cases and may return incorrect results.",
  ],
  [
    "Missing edge case handling",
    "Boundary conditions are not considered, which could lead to bugs.",
  ],
  [
    "Swallowed exception",
    "Exceptions are silently ignored, which makes problems difficult to diagnose.",
  ],
  [
    "Inadequate error message",
    "The error message is not descriptive enough to help users understand what went wrong.",
  ],
  [
    "Lack of input sanitization",
    "User-supplied input should be sanitized to prevent injection attacks.",
  ],
  ["Missing return type", "The return type is not specified, which reduces type safety."],
  [
    "Risk of unexpected exceptions",
    "The method could throw an exception that callers do not expect.",
  ],
  [
    "Compatibility problem",
    "This modification could break backward compatibility with existing clients.",
  ],
  ["Unnecessary complexity", "The nested conditions make this unnecessarily complex."],
  [
    "Improper resource management",
    "Make sure that resources are cleaned up after use to prevent leaks.",
  ],
  ["Potential data loss", "Data may be lost if an error occurs while processing."],
  ["Not robust", "The implementation is not robust against malformed or unexpected data."],
  [
    "Consider dependency injection",
    "Dependencies should be injected to make the code more testable.",
  ],
  ["Stale data", "The data could be outdated by the time it is used."],
  [
    "Missing comments",
    "Comments explaining the purpose of this code would help future maintainers.",
  ],
  ["Possible timeout", "This call could take a long time and has no timeout."],
  [
    "Possible deadlock",
    "Locking here might lead to a deadlock when several threads run concurrently.",
  ],
  ["Possible overflow", "The result may overflow for large numbers."],
  [
    "Assumes valid input",
    "The code assumes that the input is always valid, which may not be the case.",
  ],
  ["Not idempotent", "Calling this twice may have unintended consequences."],
  [
    "Fehlende Fehlerbehandlung",
    "Fehler werden hier nicht behandelt. Das kann zu einem Absturz führen.",
  ],
  [
    "Eingaben werden nicht geprüft",
    "Die Eingabe sollte validiert werden, bevor sie verwendet wird.",
  ],
  ["Mögliches Leistungsproblem", "Bei großen Datenmengen kann dies langsam sein."],
  ["Mögliche Nullreferenz", "Der Wert könnte null sein und sollte vorher geprüft werden."],
  ["Tests fehlen", "Für diese Änderung gibt es keine Tests."],
  ["Schlecht lesbar", "Der Code ist komplex und sollte in kleinere Funktionen aufgeteilt werden."],
  ["Sicherheitsrisiko", "Dies könnte von Angreifern ausgenutzt werden."],
  ["Mögliche Race Condition", "Bei gleichzeitigem Zugriff kann es zu inkonsistenten Daten kommen."],
  [
    "Lacks proper error handling",
    "Without proper error handling, an exception here would propagate up and potentially bring down the entire service.",
  ],
  [
    "Consider adding more tests",
    "To guarantee quality, write comprehensive unit and integration tests for this piece of functionality.",
  ],
  [
    "Performance could suffer",
    "For bigger workloads this might become a bottleneck; profiling and optimizing it is advisable.",
  ],
  [
    "Missing sanity checks",
    "The arguments are used as they come; defensive checks would prevent surprises.",
  ],
  ["Weak typing", "Stronger types would document intent and help the compiler catch mistakes."],
  [
    "Maintainability",
    "Future maintainers will struggle to follow this. Extract it into a dedicated helper with a clear name.",
  ],
  ["Not thread safe", "Concurrent callers could observe a partially updated state."],
  ["Resource handling", "It's not guaranteed that resources get released on all code paths."],
  ["Security concern", "An adversary could abuse this if inputs aren't strictly validated."],
  ["Implicit assumption", "The code silently assumes that everything it gets is well-formed."],
  [
    "Violation of best practices",
    "This goes against established best practices and should be reworked.",
  ],
  ["Insufficient logging", "Add logs to ease troubleshooting in production environments."],
  ["Side effect risk", "Changing this may have unforeseen ramifications elsewhere in the system."],
  ["Overly complex", "Cyclomatic complexity is too high; break it down."],
  ["Ambiguous naming", "Choose a more meaningful identifier to convey the purpose."],
  ["Null safety", "A nil dereference is possible if the object hasn't been set."],
  ["Potential crash", "Under certain circumstances the application can crash at this point."],
  [
    "Missing documentation comment",
    "Public API should have doc comments describing parameters and return values.",
  ],
  ["Fragile code", "This is brittle and could easily break with upcoming changes."],
  ["Return type mismatch", "The function may return a different type than what callers expect."],
  [
    "Inadequate handling of failures",
    "There's no retry or fallback in case of transient failures.",
  ],
  [
    "Possible bug",
    "This looks suspicious; please double-check that it does what it is supposed to do.",
  ],
  ["DRY violation", "Similar logic exists elsewhere; consolidate it to avoid repetition."],
  ["Blocking call", "This might block the main thread and hurt responsiveness."],
  [
    "Lack of configurability",
    "The value should come from configuration rather than being fixed in the code.",
  ],
  ["Unvalidated user input", "Never trust user input; validate and sanitize it first."],
  [
    "Fehlerfälle nicht abgedeckt",
    "Falls etwas schiefgeht, gibt es keine Behandlung und das Programm bricht ab.",
  ],
  ["Fehlende Validierung", "Parameter sollten auf Gültigkeit geprüft werden."],
  ["Unklare Benennung", "Sprechendere Namen würden die Lesbarkeit verbessern."],
  ["Performance bedenklich", "Dieser Ansatz skaliert bei vielen Einträgen schlecht."],
  [
    "Potential exception not handled",
    "An exception might be thrown by this call, which isn't caught anywhere.",
  ],
  [
    "Improve error messages",
    "More informative error messages would make troubleshooting easier for operators.",
  ],
  ["Scalability concerns", "With a growing number of users this solution probably won't scale."],
  [
    "Missing guard clause",
    "Add a guard clause at the top of the function to reject bad input early.",
  ],
  ["Possible memory issue", "Keeping everything in memory could exhaust it for very large files."],
  [
    "Potential concurrency bug",
    "If two requests hit this at the same time, the outcome is unpredictable.",
  ],
  ["Insufficient test coverage", "Add regression tests so that this won't break in the future."],
  ["Consider a design pattern", "A strategy or factory pattern might be a better fit here."],
  ["Inconsistent style", "Formatting deviates from the project's style guide."],
  ["Function lacks documentation", "Describe what it does, its parameters and its return value."],
  ["Unvalidated parameter", "Callers may pass anything, including null or values out of range."],
  [
    "Potential information disclosure",
    "Sensitive information might end up in logs or error messages.",
  ],
  [
    "Tight coupling",
    "This class is tightly coupled to its dependencies, making it hard to test in isolation.",
  ],
  ["Potential NPE", "This may throw a NullPointerException when the value is absent."],
  [
    "Deprecated usage",
    "This might rely on deprecated functionality; check whether there's a newer alternative.",
  ],
  ["Logic error", "The logic doesn't seem right and may not cover every scenario."],
  ["Error is not propagated", "The caller has no way to know that something failed."],
  ["Overuse of conditionals", "Too many branches make this difficult to reason about."],
  ["Unsafe type conversion", "Converting without checking the type first may fail at runtime."],
  ["Redundant code", "This code seems redundant and can be removed."],
  ["Hardcoded configuration", "Move this to a configuration file or environment variable."],
  ["Potential denial of service", "Unbounded input could exhaust server resources."],
  ["State might be inconsistent", "If an exception occurs midway, the state is left inconsistent."],
  [
    "Assumption about ordering",
    "The implementation assumes a certain order which isn't guaranteed.",
  ],
  ["Possible misuse of API", "This API might not be used as intended; consult its documentation."],
  [
    "Fehler werden nicht weitergegeben",
    "Der Aufrufer erfährt nicht, dass etwas fehlgeschlagen ist.",
  ],
  ["Zu komplex", "Die Funktion macht zu viel und sollte vereinfacht werden."],
  ["Mögliche Ausnahme", "Hier könnte eine Ausnahme auftreten, die nirgends abgefangen wird."],
  ["Magische Zahl", "Feste Werte im Code sollten als Konstante definiert werden."],
  [
    "Ressourcen werden nicht freigegeben",
    "Im Fehlerfall bleiben Ressourcen möglicherweise geöffnet.",
  ],
];
