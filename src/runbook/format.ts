import { z } from "zod";
import type { Json } from "../value/json.ts";

/**
 * The format of runbooks/*.yaml. Messages are noun phrases that say what is expected.
 *
 * The same shapes are used twice: with blocks of steps left open, to read one step at a time and
 * report each mistake where it stands; and closed over themselves, for the published JSON Schema.
 */

/** Names become keys of objects, which have some of their own. */
const free = (name: string): boolean => !(name in {});
const taken = "another name: this one is taken";

/** Step names become variables of expressions. */
const step = z
  .string()
  .regex(/^[a-z][a-zA-Z0-9_]*$/u, "a name of letters, digits and _, such as deposit")
  .refine(free, taken);
/** Names of files: runbooks, agents, connectors, records. */
export const fileName = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/u, "a name of small letters, digits and -, such as onboard-client")
  .refine(free, taken);
const expression = z
  .string("text with an expression, in quotes")
  .min(1, "an expression")
  .max(4000, "an expression of at most 4000 characters")
  .describe("A CEL expression");
const text = z.string().min(1);
export const duration = z
  .string("a length of time such as P14D or PT4H")
  .regex(/^P/u, "a length of time such as P14D or PT4H")
  .describe("ISO 8601: P14D, PT4H");
export const money = z
  .string('an amount in quotes, such as "0.40 EUR"')
  .regex(/^-?\d+(\.\d+)? [A-Z]{3}$/u, 'an amount with its currency, such as "0.40 EUR"');
// The source is JSON before any schema sees it, so what is unknown to zod is Json to us.
const json = z.unknown() as z.ZodType<Json>;
const template = json.describe("JSON whose strings may hold {{ expressions }}");
const fields = z
  .record(z.string(), template, "a map of names and values")
  .describe("Names and values; text may hold {{ expressions }}");

const eventTrigger = z.strictObject({
  on: text.describe("Type of arrival, such as mail.received"),
  when: expression.optional(),
  some: z
    .strictObject({ record: fileName, where: expression.optional() })
    .optional()
    .describe("Only where there is such a record; `where` reads it as `record`"),
});
const timeTrigger = z.strictObject({
  cron: text.describe("Five fields: minute hour day month weekday"),
  zone: text.optional().describe("IANA time zone; the company's own when left out"),
  missed: z.enum(["each", "latest", "skip"]).optional(),
  about: z
    .strictObject({ each: fileName, where: expression.optional() })
    .optional()
    .describe("One job about each client with such a record; `where` reads it as `record`"),
});
const requestTrigger = z.strictObject({
  by: z.literal("request"),
  about: text.describe("The mail address of whom such a job is about, such as {{ input.email }}"),
});
const trigger = z.union([z.literal("request"), requestTrigger, eventTrigger, timeTrigger]);
export type TriggerText = z.infer<typeof trigger>;

const span = z.strictObject({
  from: text.describe("A day, as it begins, or an instant"),
  until: text.describe("A day, as it begins, or an instant: what comes then is left out"),
});

/** The shape of a step of each kind, around the given shape of a block of steps. */
function shapes<T extends z.ZodType>(steps: T) {
  return {
    agent: z.strictObject({
      agent: fileName,
      with: fields.optional(),
      accept: expression.optional().describe("Must hold of `out` before anything is kept"),
    }),
    effect: z.strictObject({
      effect: z
        .string()
        .regex(/^[a-z][a-z0-9-]*\.[a-zA-Z0-9.]+$/u, "connector.action, such as mail.send"),
      with: fields.optional(),
    }),
    record: z.strictObject({
      record: fileName.describe("A kind of record: the name of a file in schemas/"),
      id: text.optional().describe("The run's subject when left out"),
      from: template.optional(),
      set: fields.optional(),
      cancelled: fields
        .optional()
        .describe(
          "What it says once the job is cancelled, instead of what stood before; reads it as `record`",
        ),
    }),
    records: z.strictObject({
      records: fileName.describe("A kind of record, of all clients"),
      where: expression.optional().describe("Which of them; reads each as `record`"),
      give: fields.optional().describe("What is taken from each, besides `subject`"),
    }),
    episodes: z.strictObject({ episodes: span }),
    check: z.strictObject({ check: expression, because: text }),
    approve: z.strictObject({
      approve: z.strictObject({
        title: text,
        show: template,
        editable: z.boolean().optional(),
        schema: fileName.optional().describe("What an edited draft must satisfy"),
        expires: duration.optional().describe("P3D when left out; then it is asked again"),
        onDeny: z.enum(["cancel", "continue"]).optional(),
        answers: z
          .strictObject({ approve: text.optional(), edit: text.optional(), deny: text.optional() })
          .optional()
          .describe("What each answer does, in your words"),
      }),
    }),
    choose: z.strictObject({
      choose: z
        .array(
          z.union([
            z.strictObject({ when: expression, name: step, steps }),
            z.strictObject({ otherwise: steps, name: step.optional() }),
          ]),
        )
        .min(1),
    }),
    each: z.strictObject({
      each: z.strictObject({
        in: expression,
        as: step.optional(),
        key: expression.describe("Names an item for good, such as item.id"),
        atOnce: z.int().min(1).max(64).optional(),
        steps,
      }),
    }),
    parallel: z.strictObject({ parallel: z.record(step, steps) }),
    wait: z.strictObject({
      wait: z.strictObject({
        on: text.optional(),
        where: expression.optional(),
        record: fileName.optional().describe("A kind of record of whom the job is about"),
        id: text.optional().describe("Which record; the client's own when left out"),
        when: expression.optional().describe("Must hold of the `record` to end the wait"),
        for: duration.optional(),
        until: expression
          .optional()
          .describe("Gives a day, which means nine in the morning of it, or an instant"),
        ask: z.strictObject({ title: text, answers: z.record(step, text) }).optional(),
      }),
    }),
    call: z.strictObject({
      call: fileName,
      with: fields.optional(),
      about: text.optional().describe("Whom it is about: a `subject` that a records step gave"),
    }),
  };
}

/** A block whose steps are read one by one. */
const open = z.array(json, "a list of steps").min(1, "a list of at least one step");
export const bodies = shapes(open);
export const kinds = Object.keys(bodies);
export const stepName = step;

function runbook<T extends z.ZodType>(steps: T) {
  return z.strictObject({
    runbook: fileName,
    purpose: text,
    trigger: z
      .union([trigger, z.array(trigger)])
      .optional()
      .describe("What starts it; none when it is only called"),
    title: text
      .optional()
      .describe("What one job of it is called; steps that are not done yet are null there"),
    input: fileName
      .optional()
      .describe("What it is begun with by hand: the name of a file in schemas/"),
    subject: text.optional().describe("Whom a run is about: one run of a runbook per subject"),
    per: text.optional().describe("What else sets runs apart: one per subject and this"),
    budget: z.strictObject({ money }).optional(),
    sla: duration.optional(),
    steps,
    success: expression.optional(),
    escalate: z.strictObject({ after: duration, to: z.literal("operator").optional() }).optional(),
  });
}

export const reading = runbook(open);

/** For the published JSON Schema only. */
export function published(): z.ZodType {
  const block: z.ZodType = z.lazy(() => z.array(one).min(1)).meta({ id: "steps" });
  const one: z.ZodType = z
    .record(step, z.union(Object.values(shapes(block))))
    .meta({ id: "step", minProperties: 1, maxProperties: 1 });
  return runbook(block);
}
