import { entityKinds } from "../../value/entity-kind.ts";
import { z } from "zod";
import { isDay } from "../../value/date.ts";
import { instantOf } from "../../value/instant.ts";
import { isObject, type Json, type JsonObject } from "../../value/json.ts";
import type { Answer } from "./item.ts";
import { fates } from "./arrivals.ts";
import { mostEpisodes } from "./episodes.ts";
import type { PauseTarget } from "./status.ts";
import { type Repair, runStatuses } from "./jobs.ts";
import { runsOnApply } from "./apply.ts";
import type { Bring } from "./bring.ts";
import {
  type MailHead,
  mostAmong,
  mostName,
  mostOfMail,
  mostPassageText,
  mostQuery,
  mostRecalled,
  mostRows,
  mostTokens,
  type Remember,
} from "./memory.ts";
import { type FactRow, type FactWord, mostReason } from "./facts.ts";
import type { PurgeName } from "./retention.ts";
import { signalKinds } from "./lessons.ts";
import type { Operation } from "./routes.ts";

/** What each operation takes: the body of a POST, the query of a GET. Unknown fields are refused. */

// These stand inside a parsed JSON body, so that any value is JSON by construction.
const json = z.custom<Json>((value) => value !== undefined, "must be given");
const jsonObject = z.custom<JsonObject>(isObject, "must be an object");

const name = z.string().min(1).max(500);
const reason = z.string().max(10_000);
const count = (max: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, "must be a whole number")
    .transform(Number)
    .refine((n) => n <= max, `must be at most ${max}`);

const runStatus = z.enum(runStatuses);
const fate = z.enum(fates);
const onApply = z.enum(runsOnApply);

const target = z.union([
  z.strictObject({ kind: z.literal("everything") }),
  z.strictObject({ kind: z.enum(["runbook", "agent", "connector"]), name }),
]) satisfies z.ZodType<PauseTarget>;

const answer = z.strictObject({
  answer: name,
  digest: z.string().max(200),
  value: json.exactOptional(),
  reason: reason.exactOptional(),
}) satisfies z.ZodType<Answer>;

const repair = z.strictObject({
  step: name,
  input: json.exactOptional(),
  release: name.exactOptional(),
}) satisfies z.ZodType<Repair>;

const nothing = z.strictObject({});

const short = z.string().max(500);
const line = z.int().min(0);
const rows = <T extends z.ZodType>(row: T) => z.array(row).max(500);
const person = z.strictObject({ name: short, address: short });
const dryRun = z.boolean();
const number = z.int().positive();

const bring = z.discriminatedUnion("what", [
  z.strictObject({
    what: z.literal("clients"),
    dryRun,
    rows: rows(
      z.strictObject({
        line,
        name: name,
        person: short,
        email: short,
        address: z.array(short).max(20),
        vatId: short,
        country: short,
        private: z.boolean().nullable(),
        reference: short,
        einvoice: short,
      }),
    ),
  }),
  z.strictObject({
    what: z.literal("invoices"),
    dryRun,
    rows: rows(
      z.strictObject({
        line,
        number: name,
        client: name,
        gross: short,
        open: short,
        due: short,
        reference: short,
      }),
    ),
  }),
  z.strictObject({
    what: z.literal("mails"),
    dryRun,
    rows: rows(
      z.strictObject({
        line,
        id: name,
        at: z.int(),
        own: z.boolean(),
        from: person,
        to: z.array(person).max(50),
        title: short,
        answers: z.array(short).max(50),
        personal: z.boolean(),
      }),
    ),
  }),
]) satisfies z.ZodType<Bring>;

/** A name, or names and addresses among which the client is. */
const whose = z.union([name, z.array(name).min(1).max(mostAmong)]);

/** The same of a passage, or whom she named. */
const passageOf = z.union([whose, z.strictObject({ named: name })]);

const mailHead = z.strictObject({
  messageId: name.nullable(),
  from: person,
  to: z.array(person).max(mostOfMail),
  title: short,
  inReplyTo: name.nullable(),
  references: z.array(name).max(mostOfMail),
  personal: z.boolean(),
  also: z.array(name).max(4),
}) satisfies z.ZodType<MailHead>;

const remember = z.strictObject({
  dryRun,
  import: number.exactOptional(),
  rows: z
    .array(
      z.strictObject({
        line,
        id: name,
        client: passageOf,
        author: z.string().max(mostName),
        at: z.int(),
        thread: z.string().max(mostName),
        text: z.string().min(1).max(mostPassageText),
        mail: mailHead.exactOptional(),
      }),
    )
    .max(mostRows),
}) satisfies z.ZodType<Remember>;

const factName = {
  client: name.exactOptional(),
  kind: z.string().regex(/^[a-z][a-z0-9-]{0,60}$/, 'must be a kind of record like "client"'),
  id: name.exactOptional(),
  // Which names can be taken is judged where it is said: a line of a file keeps no other out.
  field: name,
};
const percent = z.int().min(0).max(100);

const factRow = z.strictObject({
  ...factName,
  client: whose.exactOptional(),
  line,
  value: json,
  from: z.int().exactOptional(),
  until: z.int().exactOptional(),
  expires: z.int().exactOptional(),
  confidence: percent.exactOptional(),
  by: z.string().max(mostReason).exactOptional(),
}) satisfies z.ZodType<FactRow>;

const day = z
  .string()
  .refine((text) => isDay(text) && instantOf(text) !== null, 'must be a day like "2026-03-03"');
const time = z.union([z.int(), day]);
/** In a query everything is text. */
const secret = z.literal("shown").exactOptional();
const asked = z.union([count(Number.MAX_SAFE_INTEGER), day]);

const factWord = z.strictObject({
  ...factName,
  how: z.enum(["set", "correct", "retract"]),
  begin: z.boolean().exactOptional(),
  value: json.exactOptional(),
  from: time.exactOptional(),
  until: time.exactOptional(),
  expires: time.exactOptional(),
  confidence: percent.exactOptional(),
  because: z.string().max(mostReason).exactOptional(),
  version: z.int().min(0).exactOptional(),
}) satisfies z.ZodType<FactWord>;

const purgeName = z.discriminatedUnion("what", [
  z.strictObject({ what: z.literal("passage"), client: name, id: name }),
  z.strictObject({ what: z.literal("arrival"), client: name.exactOptional(), id: name }),
  z.strictObject({ what: z.literal("fact"), ...factName }),
]) satisfies z.ZodType<PurgeName>;

const signals = z.strictObject({
  kind: z.enum(signalKinds).exactOptional(),
  process: name.exactOptional(),
  agent: name.exactOptional(),
  client: name.exactOptional(),
  since: asked.exactOptional(),
  before: count(Number.MAX_SAFE_INTEGER).exactOptional(),
  limit: count(10_000).exactOptional(),
  secret,
});
const restore = {
  to: name,
  client: name.exactOptional(),
  kind: name.exactOptional(),
  agent: name.exactOptional(),
  strong: z.literal("too").exactOptional(),
};
const rollback = {
  source: name,
  since: name.exactOptional(),
  direct: z.literal("only").exactOptional(),
  strong: z.literal("too").exactOptional(),
};
/** Exactly what was shown. */
const carryOut = { digest: z.string().max(200), because: z.string().max(mostReason) };

export const inputs = {
  hello: nothing,
  status: nothing,
  inbox: nothing,
  item: z.strictObject({ secret }),
  answer,
  runs: z.strictObject({
    status: runStatus.exactOptional(),
    runbook: name.exactOptional(),
    limit: count(10_000).exactOptional(),
  }),
  start: z.strictObject({ runbook: name, input: jsonObject, requestId: name }),
  run: nothing,
  hold: z.strictObject({ number: z.int().positive().nullable() }),
  cancelPreview: nothing,
  cancel: z.strictObject({ reason }),
  repair,
  take: z.strictObject({ step: name }),
  handBack: z.strictObject({ step: name, output: json }),
  pause: z.strictObject({ target, reason }),
  resume: z.strictObject({ target }),
  stop: z.strictObject({ reason }),
  admit: z.strictObject({ othersOff: z.boolean() }),
  look: z.strictObject({ days: z.int().min(1).max(90) }),
  go: nothing,
  apply: z.strictObject({ dryRun: z.boolean(), runs: onApply }),
  rollback: z.strictObject({ to: name.exactOptional(), runs: onApply }),
  merge: z.strictObject({ from: name, into: name }),
  bring,
  remember,
  recall: z.strictObject({
    client: name,
    query: z.string().min(1).max(mostQuery),
    k: count(mostRecalled),
    tokens: count(mostTokens).exactOptional(),
    at: asked.exactOptional(),
  }),
  facts: z.strictObject({
    client: name.exactOptional(),
    kind: name.exactOptional(),
    at: asked.exactOptional(),
    known: asked.exactOptional(),
    secret,
  }),
  factHistory: z.strictObject({ ...factName, secret }),
  learn: z.strictObject({
    dryRun,
    import: number.exactOptional(),
    rows: z.array(factRow).max(mostRows),
    fitting: z.boolean().exactOptional(),
  }),
  sayFact: factWord,
  aliases: z.strictObject({ client: name }),
  rename: z.strictObject({
    client: name,
    of: name.exactOptional(),
    as: z.enum(entityKinds).exactOptional(),
    add: z.array(z.string().max(1_000)).max(100),
    remove: z.array(z.string().max(1_000)).max(100),
  }),
  passages: z.strictObject({
    client: name,
    after: count(Number.MAX_SAFE_INTEGER).exactOptional(),
  }),
  passageMail: z.strictObject({ seq: count(Number.MAX_SAFE_INTEGER) }),
  memoryStats: nothing,
  snapshot: z.strictObject({ name: z.string().max(mostName) }),
  snapshots: z.strictObject({ limit: count(10_000).exactOptional() }),
  beginImport: z.strictObject({
    what: z.enum(["passages", "facts"]),
    file: z.string().max(mostName),
  }),
  sources: nothing,
  restorePreview: z.strictObject({ ...restore, secret }),
  restoreMemory: z.strictObject({ ...restore, ...carryOut }),
  rollbackPreview: z.strictObject({ ...rollback, secret }),
  rollBackMemory: z.strictObject({ ...rollback, ...carryOut }),
  memoryDiff: z.strictObject({
    from: name,
    to: name.exactOptional(),
    client: name.exactOptional(),
    kind: name.exactOptional(),
    secret,
  }),
  index: z.strictObject({ most: z.int().min(1).max(10_000) }),
  retentionPlan: nothing,
  retentionRun: nothing,
  purgePreview: purgeName,
  purge: z.strictObject({ name: purgeName, because: z.string().max(mostReason) }),
  forgetPreview: z.strictObject({ client: name }),
  forget: z.strictObject({ client: name, confirm: name, endJobs: z.boolean() }),
  diagram: z.strictObject({ name }),
  arrivals: z.strictObject({
    fate: fate.exactOptional(),
    limit: count(10_000).exactOptional(),
  }),
  episodes: z.strictObject({
    client: name.exactOptional(),
    words: z.string().max(mostQuery).exactOptional(),
    process: name.exactOptional(),
    since: asked.exactOptional(),
    until: asked.exactOptional(),
    limit: count(mostEpisodes).exactOptional(),
  }),
  reclassify: z.strictObject({
    entry: z.int().positive(),
    as: name.nullable(),
    because: z.string().min(1).max(mostReason),
  }),
  edits: z.strictObject({ process: name.exactOptional(), limit: count(1_000).exactOptional() }),
  signals,
  signalScores: signals,
  heuristics: nothing,
  retireHeuristic: z.strictObject({
    entry: z.int().positive(),
    because: z.string().min(1).max(mostReason),
  }),
  ledger: z.strictObject({
    after: count(Number.MAX_SAFE_INTEGER).exactOptional(),
    stream: name.exactOptional(),
    limit: count(10_000).exactOptional(),
  }),
  morning: nothing,
  report: z.strictObject({
    month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'must be a month like "2026-05"'),
  }),
  doctor: nothing,
  models: nothing,
  checkModel: z.strictObject({ tier: name }),
  watch: nothing,
} satisfies Record<Operation, z.ZodType>;

export type Input<O extends Operation> = z.output<(typeof inputs)[O]>;
