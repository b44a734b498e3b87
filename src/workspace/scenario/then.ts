import { z } from "zod";
import { fileName } from "../../runbook/format.ts";
import { action, address, anyJson, day, moment, step, text } from "./words.ts";

/** A map with one of these in it is a pattern, not a value. */
export const patternWords: readonly string[] = ["contains", "matches", "oneOf", "not", "exactly"];

const pattern = anyJson.describe(
  "A value that must stand there, or { contains: … }, { matches: … }, { oneOf: […] }, { not: … }, { exactly: … }",
);
const patterns = z.record(z.string(), pattern, "a map of names and what must stand there");

const fates = [
  "done",
  "undone",
  "unknown",
  "waiting",
  "asking",
  "held",
  "denied",
  "forbidden",
  "withdrawn",
  "failed",
] as const;

/** What must have come of a scenario. */
export const outcome = z.strictObject({
  acts: z
    .array(
      z.strictObject({
        act: action,
        with: patterns.optional().describe("Its arguments; what is not named may be anything"),
        gives: patterns.optional().describe("What came of it, such as an invoice's number"),
        fate: z.enum(fates).optional().describe("done when left out; forbidden where it was"),
        judged: z
          .enum(["permitted", "asked", "second factor", "by hand", "forbidden"])
          .optional()
          .describe("What your rules said"),
        rule: text.optional().describe("A rule that said so, by its id"),
        on: z.union([moment, day], "a day or a local time, in quotes").optional(),
        times: z.int().min(1).max(1_000).optional(),
      }),
    )
    .describe("Every act on the outside world; [] for none"),
  others: z.literal("allowed").optional().describe("Acts that are not listed may happen too"),
  records: z
    .array(
      z.strictObject({
        record: fileName,
        of: address.optional(),
        id: text.optional(),
        has: patterns.describe("Its fields; what is not named may be anything"),
      }),
    )
    .optional(),
  items: z
    .array(
      z.strictObject({
        from: address.optional(),
        step: step.optional(),
        kind: text.optional().describe("approval, form, question, failed, suspicious …"),
        title: pattern.optional(),
      }),
    )
    .optional()
    .describe("What is still open in her inbox: exactly these; [] for nothing"),
  runs: z
    .array(
      z.strictObject({
        runbook: fileName,
        from: address.optional(),
        status: z
          .enum(["running", "waiting", "paused", "cancelling", "completed", "failed", "cancelled"])
          .optional(),
        step: step.optional().describe("A step at which it stands"),
        times: z.int().min(0).max(1_000).optional().describe("How many there are; 0 for none"),
      }),
    )
    .optional(),
  arrivals: z
    .array(z.strictObject({ title: pattern.optional(), fate: text, because: pattern.optional() }))
    .optional()
    .describe("What became of what came"),
});

export type Then = z.infer<typeof outcome>;
export type ExpectedAct = Then["acts"][number];
