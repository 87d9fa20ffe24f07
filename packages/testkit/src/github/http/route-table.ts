import type { Operation } from "../openapi/operations.ts";
import { operations } from "../openapi/operations.ts";

interface Route {
  operation: Operation;
  method: string;
  pattern: RegExp;
  names: string[];
}

export interface Match {
  operation: Operation;
  params: Record<string, string>;
}

/** Parameters that may hold slashes: a file path, a ref such as `heads/main`, `main...topic/x`. */
const slashed = new Set(["path", "ref", "basehead", "branch"]);

function routeOf(operation: Operation): Route {
  const [method = "", template = ""] = operation.split(" ");
  const names: string[] = [];
  const pattern = template.replaceAll(/\{(\w+)\}|[.+*?^$()[\]\\|]/g, (found, name?: string) => {
    if (name === undefined) return `\\${found}`;
    names.push(name);
    return slashed.has(name) ? "(.*)" : "([^/]+)";
  });
  // The root folder is asked for as `/contents`, which octokit makes of an empty path.
  const optional = pattern.replace(/\/contents\/\(\.\*\)$/, "/contents/?(.*)");
  return { operation, method, pattern: new RegExp(`^${optional}$`), names };
}

/** Longest template first, so that `/commits/{ref}/check-runs` wins over `/commits/{ref}`. */
const routes = [...operations].sort((a, b) => b.length - a.length).map(routeOf);

/** The operation that a path below the API's root means; null when the fake does not serve it. */
export function matchRoute(method: string, path: string): Match | null {
  for (const route of routes) {
    if (route.method !== method) continue;
    const found = route.pattern.exec(path);
    if (found === null) continue;
    const values = found.slice(1).map(decodeURIComponent);
    const params = Object.fromEntries(route.names.map((name, at) => [name, values[at] ?? ""]));
    return { operation: route.operation, params };
  }
  return null;
}
