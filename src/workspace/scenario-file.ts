import { z } from "zod";
import { duration, fileName } from "../runbook/format.ts";
import { fit, type Mistake, mistake, type Source } from "../runbook/mistake.ts";
import { isObject, type Json } from "../value/json.ts";
import { compile } from "../value/pattern.ts";
import * as pointers from "../value/pointer.ts";
import { done, type Read } from "./problem.ts";

/**
 * The format of scenarios/*.yaml: one case of one process, played on the real engine with nothing real
 * reachable. `given` is how things stand, `when` what happens in order, `then` what must have come of
 * it. Messages are noun phrases that say what is expected.
 */
const text = z.string().min(1);
// oxlint-disable-next-line no-control-regex -- these are what is refused
const line = z.string().regex(/^[^\u0000-\u001f\u007f]+$/u, "one line of text");
const address = z
  .string()
  .regex(/^[^\s<>@]+@[^\s<>@]+$/u, "a mail address, such as ana@nordlicht.example");
const moment = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/u, 'a local time, such as "2026-06-01 08:00"');
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/u, 'a day, such as "2026-06-01"');
const money = z
  .string()
  .regex(/^-?\d+(\.\d+)? [A-Z]{3}$/u, 'an amount with its currency, such as "120.00 EUR"');
const file = z
  .string()
  .regex(/^(?!.*\.\.)[\w-][\w. /-]*$/u, "a file of the company's folder, such as mail/enquiry.eml");
const action = z
  .string()
  .regex(/^[a-z][a-z0-9-]*\.[a-zA-Z0-9.]+$/u, "connector.action, such as mail.send");
const step = z.string().regex(/^[a-z][a-zA-Z0-9_]*$/u, "the name of a step, such as confirm");
// Every value of a source is Json.
const anyJson = z.unknown() as z.ZodType<Json>;
const fields = z.record(z.string(), anyJson, "a map of names and values");
const pattern = anyJson.describe(
  "A value that must stand there, or { contains: … }, { matches: … }, { oneOf: […] }, { not: … }, { exactly: … }",
);
const patterns = z.record(z.string(), pattern, "a map of names and what must stand there");

const target = z.union(
  [
    z.strictObject({ runbook: fileName }),
    z.strictObject({ agent: fileName }),
    z.strictObject({ connector: fileName }),
    z.strictObject({ everything: z.literal(true) }),
  ],
  { error: "{ runbook: … }, { agent: … }, { connector: … } or { everything: true }" },
);

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

/** A map with one of these in it is a pattern, not a value. */
export const patternWords: readonly string[] = ["contains", "matches", "oneOf", "not", "exactly"];

export const conducts = ["happens", "fails", "refused", "lost", "late", "unknown"] as const;

const given = z.strictObject({
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

const mail = z.strictObject({
  from: line.describe("Ana Lindt <ana@nordlicht.example>"),
  to: address.optional().describe("The company's own when left out"),
  title: z.string().describe("The subject line"),
  text: z.string(),
  replies: z
    .literal(true)
    .optional()
    .describe("It answers the last letter that went to the sender"),
  headers: z
    .record(z.string().regex(/^[A-Za-z][A-Za-z0-9-]*$/u, "the name of a header"), line)
    .optional()
    .describe("Further headers, such as Auto-Submitted"),
});

const bankLine = z.strictObject({
  pays: text.optional().describe("An invoice: its number, or the address of who got the last one"),
  amount: money.optional().describe("The invoice's, where it pays one; below nothing: paid by her"),
  name: line.optional().describe("Who paid, as the bank shows it"),
  reference: line.optional().describe("The invoice's own, where it pays one"),
  iban: line.optional(),
  on: day.optional().describe("The same day when left out"),
});

/** Whom her words are for: the oldest open item that all of it holds for. */
const asked = {
  from: address.optional().describe("Whom the item is about"),
  step: step.optional().describe("Name of the step that asks"),
  about: text.optional().describe("Part of the item's title"),
};

const when = {
  at: moment.optional().describe("When, in the company's local time"),
  after: duration.optional().describe("How long after what stands before it"),
};

const change = z.union([z.strictObject({ replace: text, by: z.string() }), anyJson]);

const entries = [
  z.strictObject({ ...when, mail: z.union([file, mail], "a file, or from, title and text") }),
  z.strictObject({ ...when, bank: z.union([file, z.array(bankLine).min(1)], "a file, or lines") }),
  z.strictObject({
    ...when,
    answer: z.strictObject({
      ...asked,
      say: text.describe("approve, edit, deny, fill, dismiss, or an answer that is offered"),
      change: z
        .record(z.string().regex(/^\//u, "a place such as /letter/text"), change)
        .optional()
        .describe("What she changes first: new values, or { replace: …, by: … } in a text"),
      value: anyJson.optional().describe("What she fills in"),
      because: text.optional(),
    }),
  }),
  z.strictObject({
    ...when,
    request: z.strictObject({ runbook: fileName, input: fields.optional() }),
  }),
  z.strictObject({
    ...when,
    cancel: z.strictObject({ from: address.optional(), runbook: fileName, because: text }),
  }),
  z.strictObject({ ...when, pause: target }),
  z.strictObject({ ...when, resume: target }),
  z.strictObject({ ...when, stop: text.describe("Why she stops everything") }),
  z.strictObject({ wait: duration }),
  z.strictObject({ until: moment }),
] as const;

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

const then = z.strictObject({
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

export const format = z.strictObject({
  scenario: fileName,
  purpose: text,
  runbook: z.union([fileName, z.array(fileName).min(1)], "the name of a runbook, or a list"),
  given,
  when: z.array(z.union(entries)).min(1, "a list of at least one thing that happens"),
  // oxlint-disable-next-line unicorn/no-thenable -- given, when, then; what stands there is no function
  then,
});

export type Scenario = z.infer<typeof format>;
export type Given = Scenario["given"];
export type Canned = z.infer<typeof canned>;
export type Conduct = (typeof conducts)[number];
export type Target = z.infer<typeof target>;
export type Entry = Scenario["when"][number];
export type Mail = z.infer<typeof mail>;
export type BankLine = z.infer<typeof bankLine>;
export type Answering = Extract<Entry, { answer: unknown }>["answer"];
export type Then = Scenario["then"];
export type ExpectedAct = Then["acts"][number];

/** A scenario that still knows where each of its expectations stands. */
export type Placed = { file: string; source: Source; scenario: Scenario };

export function read(source: Source): Read<Scenario> {
  const shape = fit(format, source);
  if (!shape.ok) return shape;
  const mistakes = [
    ...timed(shape.value, source),
    ...unsound(pointers.get(source.value, "/then") ?? null, source, "/then"),
  ];
  return done(shape.value, mistakes);
}

function timed({ when: entries, then: { records }, given }: Scenario, source: Source): Mistake[] {
  const found: Mistake[] = [];
  for (const [i, entry] of entries.entries()) {
    if (!("at" in entry && entry.at !== undefined)) continue;
    if (!("after" in entry && entry.after !== undefined)) continue;
    const spot = source.at(`/when/${i}/after`);
    found.push(mistake(spot, "Cannot place this in time: it has both at and after", "write one"));
  }
  const named = [
    ...(given.records ?? []).map((record, i) => [record, `/given/records/${i}`] as const),
    ...(records ?? []).map((record, i) => [record, `/then/records/${i}`] as const),
  ];
  for (const [record, pointer] of named) {
    if ((record.of === undefined) !== (record.id === undefined)) continue;
    const message = `Cannot tell which record "${record.record}" is meant`;
    const remedy = "write whom it is about (of: an address), or which one (id)";
    found.push(mistake(source.at(pointer), message, remedy));
  }
  return found;
}

/** A regular expression is tried when it is read, and a pattern stands alone in its map. */
function unsound(value: Json, source: Source, pointer: string): Mistake[] {
  if (Array.isArray(value)) {
    return value.flatMap((item, i) => unsound(item, source, pointers.join(pointer, i)));
  }
  if (!isObject(value)) return [];
  const keys = Object.keys(value);
  const word = keys.find((key) => patternWords.includes(key));
  if (word !== undefined && keys.length > 1) {
    const message = `Cannot read this pattern: "${word}" stands beside other names`;
    const remedy = "quote a text that holds a comma, or write one pattern alone";
    return [mistake(source.keyAt(pointers.join(pointer, word)), message, remedy)];
  }
  const { matches } = value;
  if (word === "matches" && typeof matches === "string") {
    try {
      compile(matches);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const spot = source.at(pointers.join(pointer, word));
      return [mistake(spot, message, "write a regular expression")];
    }
  }
  return Object.entries(value).flatMap(([key, inner]) =>
    unsound(inner, source, pointers.join(pointer, key)),
  );
}
