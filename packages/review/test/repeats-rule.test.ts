import { bundledRules } from "@devflow/syntax";
import { expect, test } from "vitest";
import { repeatsRule } from "../src/settle/repeats-rule.ts";
import { finding } from "./builders.ts";

/**
 * What a model may say of a line that a rule has hit: the rule, and the finding's category, title and
 * text. The rules' own words are those of the bundled rules, as they are now.
 */
const theSame = said(`
  go-file-left-open | error_handling | Missing Close on opened file | The *os.File returned by os.Open is leaked; call f.Close() when done.
  go-file-left-open | maintainability | Resource leak | Descriptor leak: nothing closes f on any path, so long-running services eventually hit EMFILE.
  go-response-body-open | performance | resp.Body leak | Not closing resp.Body prevents the transport from reusing the connection.
  go-defer-in-loop | performance | Deferred calls accumulate | defer in a for loop only executes when the surrounding function exits, so handles accumulate.
  go-shared-write-in-goroutine | correctness | Data race on results | results is appended to from multiple goroutines with no synchronization.
  go-sql-injection | correctness | Unsafe query construction | User input is interpolated into the SQL with fmt.Sprintf; use placeholders instead.
  go-open-redirect | correctness | Unvalidated redirect target | An attacker controls the next parameter and can redirect victims to a malicious site.
  go-busy-loop | correctness | CPU spin | The select has a default case that does nothing, so the for loop spins.
  go-json-unexported-field | correctness | Unexported struct field ignored by encoding/json | The field name is lowercase so json.Marshal skips it even though it has a tag.
  go-narrowed-number | api_misuse | Integer overflow on conversion | strconv.Atoi result is converted to int32 without a bounds check and can wrap around.
  go-waitgroup-add-late | correctness | wg.Add called in goroutine | wg.Add(1) should precede the go statement, otherwise Wait can return early.
  go-error-overwritten | correctness | First err ignored | err from the first call is reassigned before being checked.
  go-wrapped-error-compare | correctness | Use errors.Is instead of == | Comparing err == os.ErrNotExist misses wrapped errors.
  go-secret-compare | correctness | Timing attack | Comparing the MAC with == is not constant time.
  go-tls-verification-off | correctness | InsecureSkipVerify disables certificate validation | Connections are open to man-in-the-middle attacks.
  go-range-copy-write | api_misuse | Assignment to range variable has no effect | item is a copy; modify items[i] instead.
  java-boxed-identity | api_misuse | Integer compared with == | Reference comparison of Integer objects fails outside the -128..127 cache; use equals().
  java-lost-cause | maintainability | Original exception discarded | Wrapping e without passing it as the cause loses the stack trace.
  java-check-then-put | correctness | Non-atomic check-then-act | containsKey followed by put on ConcurrentHashMap is racy; use computeIfAbsent.
  java-integer-division | api_misuse | Integer division truncates | done / total is computed in int arithmetic before being widened to double, always 0.
  java-executor-left-running | error_handling | Thread pool leak | A new ExecutorService is created per call and never shut down.
  java-interrupt-lost | error_handling | InterruptedException swallowed | Restore the interrupt flag with Thread.currentThread().interrupt().
  java-equals-without-hash-code | api_misuse | hashCode not overridden | equals is overridden without hashCode, which breaks HashMap lookups.
  java-fixed-size-list | correctness | Mutating immutable list | List.of returns an unmodifiable list; add will throw UnsupportedOperationException.
  js-async-foreach | correctness | forEach with async callback | The promises are not awaited so the function returns before the saves complete.
  js-numeric-sort | correctness | Default sort is lexicographic | sort() without comparator orders numbers as strings.
  js-off-by-one-loop | error_handling | Out-of-bounds access | i <= items.length lets i reach items.length, so items[i] is undefined in the final iteration.
  js-pool-client-leak | concurrency | Connection leak | client obtained from pool.connect() is not released when the query throws.
  js-query-in-loop | maintainability | N+1 query | Each iteration issues a separate database query; batch them.
  js-html-injection | correctness | Possible XSS | innerHTML receives unsanitised user text.
  js-dynamic-code | correctness | Use of eval | eval() on input allows arbitrary code execution.
  js-return-without-await | concurrency | Missing await in try | Returning the promise directly means the catch block will not handle its rejection.
  js-effect-leak | performance | Listener never removed | The useEffect registers an event listener on every render with no cleanup.
  js-response-twice | error_handling | Missing return after res.status(500) | Execution continues and sends a second response.
  py-except-or | correctness | Only the first exception is handled | 'except ValueError or KeyError' evaluates to ValueError, KeyError propagates. Use a tuple.
  py-blocking-async | concurrency | Blocking call in coroutine | time.sleep blocks the event loop; use asyncio.sleep.
  py-bare-except-pass | correctness | Swallows all exceptions | A bare except with pass hides real failures including KeyboardInterrupt.
  py-coroutine-not-awaited | correctness | Missing await | send() is a coroutine function; without await it never runs.
  secret | correctness | Hard-coded AWS key | Move the credential to an environment variable and rotate it.
  secret | maintainability | Hardcoded password | Secrets should not be committed to source control.
`);

const another = said(`
  go-file-left-open | security | Path traversal | name comes straight from the query string, so ../../etc/passwd can be read.
  go-file-left-open | correctness | Wrong directory | The configuration lives in cfg.Dir, yet this opens it relative to the working directory.
  go-sql-injection | performance | Missing LIMIT | The statement fetches every order of the tenant; a busy tenant has millions.
  go-sql-injection | correctness | Deleted customers included | The filter on deleted_at that the other reader has is absent.
  go-open-redirect | correctness | Status 301 is cached | A permanent status makes browsers remember it for ever; use 302 for a login step.
  go-response-body-open | security | Token sent in query string | The API key ends up in proxy logs; put it in a header.
  go-response-body-open | correctness | Status not checked | A 404 or 500 answer is parsed as though it were valid JSON.
  go-defer-in-loop | correctness | Skips the first file | Iteration starts at 1, so files[0] is ignored.
  go-shared-write-in-goroutine | correctness | Totals in mixed currencies | Amounts in EUR and USD are summed without conversion.
  go-narrowed-number | security | Negative quantity accepted | A negative quantity gives the buyer money back.
  go-tls-verification-off | performance | A client per request | Creating an http.Client each time defeats keep-alive and exhausts ports.
  java-boxed-identity | security | Missing owner check | Any signed-in user can read another account's invoice by its id.
  java-lost-cause | security | Password in the message | The text includes the user's password, which ends in the logs.
  java-integer-division | error_handling | Division by zero | total is 0 for a fresh project, which throws ArithmeticException.
  java-check-then-put | performance | Cache grows without bound | Nothing ever evicts entries, memory grows with each visitor.
  java-executor-left-running | concurrency | Shared SimpleDateFormat | format is used by all tasks and is not thread safe.
  js-async-foreach | security | Mail goes to unsubscribed users | The consent flag is never looked at before sending.
  js-numeric-sort | compatibility | Mutates the caller's array | sort changes the argument in place, and the caller shows it in the order of entry.
  js-off-by-one-loop | performance | Quadratic lookup | indexOf inside this is O(n^2) for large carts.
  js-query-in-loop | security | Tenant is not checked | Rows of other tenants are returned, since the where clause has no tenantId.
  js-dynamic-code | performance | Recompiled on every keystroke | The same formula is built anew at every render; memoise it.
  js-return-without-await | correctness | Wrong account charged | The id of the seller is handed over where the buyer's is expected.
  js-effect-leak | correctness | Stale closure | count is captured once, so the interval always logs 0.
  py-blocking-async | correctness | Timeout in milliseconds | sleep takes seconds; 5000 is over an hour.
  py-bare-except-pass | correctness | Discount applied twice | apply_discount was already called in the caller.
  py-except-or | correctness | Refund is booked before it is confirmed | The amount is written although the bank has not answered yet.
  secret | correctness | Wrong region | The bucket of customers lives in eu-west-1; this points at us-east-1.
`);

function said(table: string) {
  return table
    .trim()
    .split("\n")
    .map((row) => row.trim().split(" | ") as [string, string, string, string]);
}

const secret = {
  title: "This line holds a credential (aws-access-key-id)",
  body: "Whoever can read the repository, now or from its history, can use it. Revoke it first, then read it from the environment or a secret store, and rewrite the commit before it is merged.",
};
const { rules } = await bundledRules();
const byId = new Map<string, { title: string; body: string }>(rules.map((rule) => [rule.id, rule]));
byId.set("secret", secret);

/** Under a category that is not the rule's, and no graver than it. */
function isRepeat([id, category, title, body]: (typeof theSame)[number]): boolean {
  const at = { side: "RIGHT", startLine: 3, line: 3 } as const;
  const named = { ...byId.get(id)!, severity: "high", category: "other" } as const;
  return repeatsRule(finding({ severity: "high", category, title, body }), named, at);
}

test("what a rule says is not said again, in whatever words and under whatever category", () => {
  expect(theSame.filter((each) => !isRepeat(each))).toEqual([]);
});

test("most other concerns about the line of a rule are said", () => {
  const isSaid = another.filter((each) => !isRepeat(each));
  expect(isSaid.length / another.length).toBeGreaterThan(0.55);
});

test("what a rule says under its own category is a repeat, also where the model grades it worse", () => {
  const at = { side: "RIGHT", startLine: 3, line: 3 } as const;
  const named = {
    ...byId.get("js-dynamic-code")!,
    severity: "high",
    category: "security",
  } as const;
  const graver = (title: string, body: string) =>
    repeatsRule(finding({ severity: "critical", category: "security", title, body }), named, at);
  const body = "`eval(code)` runs whatever the caller passes.";
  expect(graver("Arbitrary code is executed", body)).toBe(true);
  expect(graver("Tenant is not checked", "Anybody may ask for anything.")).toBe(false);
});
