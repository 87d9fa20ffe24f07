/** A hole that every model which fills in the middle fills alike. */
export interface ProbeHole {
  path: string;
  prefix: string;
  suffix: string;
}

const python: ProbeHole = {
  path: "src/arithmetic.py",
  prefix: 'def add(a, b):\n    """Return the sum of a and b."""\n    return ',
  suffix: "\n\n\ndef subtract(a, b):\n    return a - b\n",
};

const typescript: ProbeHole = {
  path: "src/arithmetic.ts",
  prefix:
    "/** The sum of a and b. */\nexport function add(a: number, b: number): number {\n  return ",
  suffix: ";\n}\n\nexport function subtract(a: number, b: number): number {\n  return a - b;\n}\n",
};

const go: ProbeHole = {
  path: "arithmetic.go",
  prefix:
    "package arithmetic\n\n// Add returns the sum of a and b.\nfunc Add(a int, b int) int {\n\treturn ",
  suffix: "\n}\n\nfunc Subtract(a int, b int) int {\n\treturn a - b\n}\n",
};

const java: ProbeHole = {
  path: "src/Arithmetic.java",
  prefix:
    "class Arithmetic {\n    /** The sum of a and b. */\n    static int add(int a, int b) {\n        return ",
  suffix: ";\n    }\n\n    static int subtract(int a, int b) {\n        return a - b;\n    }\n}\n",
};

const c: ProbeHole = {
  path: "arithmetic.c",
  prefix: "/* The sum of a and b. */\nint add(int a, int b) {\n    return ",
  suffix: ";\n}\n\nint subtract(int a, int b) {\n    return a - b;\n}\n",
};

const holes: Readonly<Record<string, ProbeHole>> = {
  ...{ python, typescript, tsx: typescript, javascript: typescript, go, java },
  ...{ csharp: java, kotlin: java, c, cpp: c, php: c, rust: c },
};

/** The hole for an expert, by its name; the one in Python where there is none of its own. */
export function probeHole(expert: string): ProbeHole {
  return holes[expert] ?? python;
}

/** What belongs into each of the holes. */
export const PROBE_ANSWER = /^\s*\(?\s*(?:a\s*\+\s*b|b\s*\+\s*a|sum\(\s*\[?\(?a\s*,\s*b)/;
