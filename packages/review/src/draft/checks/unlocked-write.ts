import { isTestPath } from "../../context/test-path.ts";
import type { Check, CheckedFile, CheckHit } from "./check.ts";
import type { FunctionHead } from "./functions-of.ts";

/** Methods that others call while they hold the lock say so. */
const calledUnderLock =
  /locked$|^reset|^clear|unsafe|nolock|withoutlock|^init|^__init__$|^__new__$|^__setstate__$|^New/i;

/** An added write, without the lock, of a field that every other method touches under the lock. */
export const unlockedWrite: Check = {
  id: "check-unlocked-write",
  severity: "high",
  category: "concurrency",
  title: "Field is written without its lock",
  languages: ["go", "python"],
  find(file) {
    if (isTestPath(file.file.path)) return [];
    const methods = file.callees.own.flatMap((head) => methodOf(head, file));
    return methods.flatMap((method): CheckHit[] => {
      if (method.isLocked || calledUnderLock.test(method.head.name)) return [];
      const others = methods.filter(
        (each) =>
          each !== method &&
          each.head.owner === method.head.owner &&
          !/^__init__$/.test(each.head.name),
      );
      // Another method may call this one while it holds the lock.
      const isCalled = new RegExp(`\\.${method.head.name}\\(`);
      if (others.some(({ text, isLocked }) => isLocked && isCalled.test(text))) return [];
      return method.writes
        .flatMap(({ field, line }): CheckHit[] => {
          const touching = others.filter(({ fields }) => fields.has(field));
          const locked = touching.filter(({ isLocked }) => isLocked);
          if (locked.length < 2 || locked.length < touching.length) return [];
          const names = locked.slice(0, 3).map(({ head }) => `\`${head.name}\``);
          const body = `\`${field}\` is written here without the lock that ${names.join(", ")} hold when they touch it, so two threads can be at it at once. Take the lock here too.`;
          return [{ startLine: line, endLine: line, body }];
        })
        .slice(0, 1);
    });
  },
};

interface Method {
  head: FunctionHead;
  text: string;
  isLocked: boolean;
  fields: ReadonlySet<string>;
  /** On added lines. */
  writes: { field: string; line: number }[];
}

function methodOf(head: FunctionHead, { head: code, added }: CheckedFile): Method[] {
  if (head.owner === null) return [];
  const receiver =
    code.language === "go"
      ? /\(\s*(\w+)\s/.exec(head.node.field("receiver")?.text() ?? "")?.[1]
      : "self";
  if (receiver === undefined) return [];
  const text = head.node.text();
  const access = new RegExp(`(?<![\\w.])${receiver}\\.(\\w+)`, "g");
  const write = new RegExp(
    `^\\s*${receiver}\\.(\\w+)(?:\\[[^\\]]*\\])?\\s*(?:[-+|&]?=(?!=)|\\+\\+|--)|\\bdelete\\(${receiver}\\.(\\w+)`,
  );
  const writes = text.split("\n").flatMap((row, index) => {
    const match = write.exec(row);
    const field = match?.[1] ?? match?.[2];
    const line = head.line + index;
    return field !== undefined && added.has(line) ? [{ field, line }] : [];
  });
  return [
    {
      head,
      text,
      isLocked:
        /\.(?:R?Lock|lock|acquire)\(|\bwith\s+[\w.]*lock\w*\s*:|\batomic\.|\bsync\.Once\b/i.test(
          text,
        ),
      fields: new Set([...text.matchAll(access)].map((match) => match[1] ?? "")),
      writes,
    },
  ];
}
