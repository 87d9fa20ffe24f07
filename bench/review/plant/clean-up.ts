import type { SgNode } from "@ast-grep/napi";
import {
  dedentedRows,
  type Edit,
  hasOwnRows,
  type Operator,
  removeRows,
  replaceNode,
} from "./operator.ts";
import { beginsAdded, indentationOf, isChanged, nodesOf, type Source } from "./source.ts";

const closing =
  /\b(close|Close|release|stop|Stop|cancel|dispose|destroy|Rollback|disconnect|terminate)\w*\(/;
const locking = /\b(r?lock|mutex|semaphore|_lock)\b/i;

export const unclosedResource: Operator = {
  kind: "unclosed resource",
  category: "error_handling",
  sites(source) {
    if (source.group === "go") return deferred(source, closing);
    if (source.group === "python") return withoutManager(source, (head) => !locking.test(head));
    if (source.group === "java") return withoutTryResource(source);
    return withoutFinally(source);
  },
};

export const lostLock: Operator = {
  kind: "lost lock",
  category: "concurrency",
  sites(source) {
    if (source.group === "go") return unlockedPairs(source);
    if (source.group === "python") return withoutManager(source, (head) => locking.test(head));
    return source.group === "java" ? withoutSynchronized(source) : [];
  },
};

function deferred(source: Source, what: RegExp): Edit[] {
  return nodesOf(source.root, "defer_statement")
    .filter((node) => what.test(node.text()) && isChanged(source, node) && hasOwnRows(source, node))
    .map((node) => removeRows(source, node));
}

/** `mu.Lock()` together with the `defer mu.Unlock()` on the next row. */
function unlockedPairs(source: Source): Edit[] {
  return nodesOf(source.root, "expression_statement")
    .filter((node) => /\.R?Lock\(\)$/.test(node.text()) && isChanged(source, node))
    .flatMap((node) => {
      const next = node.next();
      const isPair = next?.kind() === "defer_statement" && /Unlock\(\)$/.test(next.text());
      if (!isPair || next === null || next === undefined) return [];
      return [{ ...removeRows(source, node), end: removeRows(source, next).end }];
    });
}

/** `with open(path) as f:` as `f = open(path)` and the same rows. */
function withoutManager(source: Source, isWanted: (head: string) => boolean): Edit[] {
  return nodesOf(source.root, "with_statement").flatMap((node) => {
    const items = nodesOf(node, "with_item");
    const body = node.field("body");
    const [item] = items;
    if (items.length !== 1 || item === undefined || body === null) return [];
    const match = /^([\s\S]+?)(?:\s+as\s+(\w+))?$/.exec(item.text());
    const [, made = "", name] = match ?? [];
    const isManaged = /\b(open|connect|Session|Client|socket|Pool|File|Popen)\b|lock/i.test(made);
    if (!isManaged || !isWanted(made) || !isChanged(source, node)) return [];
    const row = node.range().start.line;
    const rows = dedentedRows(source, body, row);
    if (rows === null) return [];
    const head = indentationOf(source, row);
    const opened = locking.test(made)
      ? []
      : [`${head}${name === undefined ? "" : `${name} = `}${made}`];
    const whole = removeRows(source, node);
    return [{ ...whole, text: [...opened, ...rows].map((text) => `${text}\n`).join("") }];
  });
}

/** `try (R r = …) {` with the resource as a plain variable before it. */
function withoutTryResource(source: Source): Edit[] {
  return nodesOf(source.root, "try_with_resources_statement")
    .filter((node) => beginsAdded(source, node) && isChanged(source, node))
    .flatMap((node) => {
      const resources = node.field("resources");
      const body = node.field("body");
      const others = node.children().filter((child) => /clause$/.test(child.kind() as string));
      if (resources === null || body === null || others.length > 0) return [];
      const declared = resources
        .text()
        .replace(/^\(|\)$/g, "")
        .replace(/;\s*$/, "");
      const indentation = indentationOf(source, node.range().start.line);
      const statements = declared.split(/;\s*/).map((each) => `${each.trim()};`);
      return [
        replaceNode(node, `${statements.join(`\n${indentation}`)}\n${indentation}${body.text()}`),
      ];
    });
}

/** Without its `finally` a `try` needs a `catch`. */
function withoutFinally(source: Source): Edit[] {
  return nodesOf(source.root, "try_statement")
    .filter((node) => isChanged(source, node) && node.field("handler") !== null)
    .flatMap((node) => {
      const last = node.field("finalizer");
      return last !== null && closing.test(last.text()) ? [replaceNode(last, "")] : [];
    });
}

function withoutSynchronized(source: Source): Edit[] {
  const blocks = nodesOf(source.root, "synchronized_statement")
    .filter((node) => isChanged(source, node))
    .flatMap((node) => {
      const body = node.field("body");
      return body === null ? [] : [replaceNode(node, body.text())];
    });
  const methods = nodesOf(source.root, "modifiers")
    .filter((node) => /\bsynchronized\b/.test(node.text()))
    .filter((node) => isChanged(source, node) && isMethod(node))
    .map((node) => replaceNode(node, node.text().replace(/\s*\bsynchronized\b/, "")));
  return [...blocks, ...methods];
}

function isMethod(modifiers: SgNode): boolean {
  return modifiers.parent()?.kind() === "method_declaration";
}
