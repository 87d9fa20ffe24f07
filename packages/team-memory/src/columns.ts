import { z } from "zod";

// Columns that several tables share, as the code knows them.

export const findingSource = z.union([
  z.literal("expert"),
  z.templateLiteral(["rule:", z.string()]),
  z.templateLiteral(["secret:", z.string()]),
]);

export const severity = z.enum(["critical", "high", "medium", "low"]);
