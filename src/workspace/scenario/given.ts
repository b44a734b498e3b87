import { z } from "zod";
import { fileName } from "../../runbook/format.ts";
import { action, address, anyJson, fields, file, moment, target, text } from "./words.ts";

/** How things stand when a scenario begins. */
const canned = z.union(
  [
    z.strictObject({ gives: anyJson.describe("Its whole output") }),
    z.strictObject({ says: z.string().describe("A model's words as they are, nonsense included") }),
    z.strictObject({
      fails: text.describe("Why"),
      as: z.enum(["transient", "deterministic", "semantic"]).optional(),
    }),
  ],
  { error: "{ gives: … }, { says: … } or { fails: … }" },
);

export const conducts = ["happens", "fails", "refused", "lost", "late", "unknown"] as const;

export const given = z.strictObject({
  at: moment.describe("When it begins, in the company's local time"),
  last: z
    .record(fileName, text)
    .optional()
    .describe("By connector, the last number written before: { books: 2026-040 }"),
  paused: z.array(target).optional().describe("What she has paused"),
  files: z
    .record(file, file)
    .optional()
    .describe("Files in the data folder, each from a file of the company's folder"),
  records: z
    .array(
      z.strictObject({
        record: fileName.describe("A kind of record: the name of a file in schemas/"),
        of: address.optional().describe("Whom it is about"),
        id: text.optional().describe("Which one, where it is about nobody"),
        set: fields,
      }),
    )
    .optional()
    .describe("What is on record already; whoever a record is about is known"),
  agents: z
    .record(fileName, z.array(canned).min(1, "a list of at least one answer"))
    .optional()
    .describe("What models and code give, one for each call, by the agent's name"),
  connectors: z
    .record(action, z.array(z.enum(conducts)).min(1, "a list of at least one"))
    .optional()
    .describe("How calls go, one for each call, by action; behind the last they go well"),
});

export type Given = z.infer<typeof given>;
export type Canned = z.infer<typeof canned>;
export type Conduct = (typeof conducts)[number];
