import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadSettings } from "@devflow/config";
import { defaultRequest, type ExportRequest } from "../../src/export/index.ts";

/** A checkout with documented Python functions: an export takes examples from every file. */
export function pythonCheckout(files = 12): string {
  const folder = mkdtempSync(join(tmpdir(), "devflow-python-"));
  mkdirSync(join(folder, "shop"));
  for (let file = 0; file < files; file += 1) {
    writeFileSync(join(folder, "shop", `orders_${file}.py`), pythonFile(file));
  }
  const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, stdio: "pipe" });
  git("init", "--quiet", "--initial-branch=main");
  git("add", ".");
  const author = ["-c", "user.name=A", "-c", "user.email=a@example.com"];
  git(...author, "commit", "--quiet", "-m", "Orders", "--date=2026-01-01T00:00:00Z");
  return folder;
}

/** Every function has other words, so that none is nearly the same as another. */
function pythonFile(file: number): string {
  return Array.from({ length: 8 }, (_, index) => {
    const word = (offset: number) => WORDS[(file * 17 + index * 7 + offset * 3) % WORDS.length];
    const [a, b, c, d] = [word(0), word(1), word(2), word(3)];
    return `def ${a}_${b}_${file}_${index}(${c}, ${d}=None):
    """Combine the ${a} of ${c} with its ${b} unless the ${d} was already ${word(4)} at the ${word(5)}."""
    ${word(6)} = [each.${a} for each in ${c} if each.${b} > ${file * 13 + index}]
    if ${d} is not None and len(${word(6)}) > ${index + 2}:
        ${word(6)}.append(${d}.${word(7)} * ${file + index})
    for position, ${word(8)} in enumerate(${word(6)}):
        ${c}[position].${word(9)} = ${word(8)} - ${index * 3 + file}
    return sum(${word(6)}) / max(1, len(${c}))
`;
  }).join("\n\n");
}

const WORDS =
  "amount basket coupon delivery entry freight group handle invoice journal kind ledger margin note offer price quota refund stock total unit vendor weight yield zone batch carrier deposit estimate fee gift hold item lease meter number order parcel rate slot tax user value".split(
    " ",
  );

/** Settings with everything in one folder, and no expert. */
export function exportSettings(dataFolder: string) {
  return loadSettings({ DEVFLOW_DATA: dataFolder, EXPERT_URL: "none", EXPORT_KEEP: "2" });
}

/** What is asked for when nothing is said, of one checkout's code. */
export function requestFor(checkout: string, changes: Partial<ExportRequest> = {}): ExportRequest {
  return { ...defaultRequest(), code: [checkout], ...changes };
}
