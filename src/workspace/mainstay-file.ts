import { z } from "zod";
import { micros } from "../runbook/amounts.ts";
import { checkExpression } from "../runbook/expressions.ts";
import { money } from "../runbook/format.ts";
import { fit, type Mistake, mistake, type Source } from "../runbook/mistake.ts";
import { atTrigger } from "../runbook/scope.ts";
import { minorDigits } from "../value/currency.ts";
import { problem as ibanProblem } from "../value/iban.ts";
import type { Json } from "../value/json.ts";
import * as memory from "./memory-section.ts";
import * as models from "./models-section.ts";
import { done, type Read } from "./problem.ts";
import { type Settings, usualBackup } from "./release.ts";
import * as retention from "./retention-section.ts";
import { secrets } from "./secret.ts";

const text = z.string().min(1);
const intake = z
  .array(
    z.strictObject({
      on: text.describe("Type of arrival, such as mail.received"),
      when: text.describe("A CEL expression over `event`"),
      because: text,
    }),
  )
  .optional();

const timeOfDay = /^([01]\d|2[0-3]):[0-5]\d$/u;
const clock = z.string().regex(timeOfDay, "a time of the day, such as 08:00");

const kept = z.int().min(0).max(1_000);

// Every value of a source is Json.
const anyJson = z.unknown() as z.ZodType<Json>;

export const format = z.strictObject({
  company: z.strictObject({
    name: text,
    currency: z.string().regex(/^[A-Z]{3}$/u, "a currency of ISO 4217, such as EUR"),
    timeZone: text.describe("IANA name: Europe/Berlin"),
    locale: text.describe("Language of documents and screens: en, de, en-GB"),
    example: z.boolean().optional().describe("True where nothing may leave this computer"),
    personas: z
      .record(z.string().min(1), z.strictObject({ name: text, address: text }))
      .describe("Names and addresses she writes under"),
    details: z
      .object({
        address: z
          .union([text, z.array(text)])
          .optional()
          .describe("Lines of the postal address"),
        email: text.optional(),
        phone: text.optional(),
        web: text.optional(),
        vatId: text.optional(),
        taxNumber: text.optional(),
        iban: text.optional(),
        bic: text.optional(),
        accountHolder: text.optional(),
        country: text.optional(),
        chargesVat: z.boolean().optional().describe("False: no letter calls an amount net"),
      })
      .catchall(anyJson)
      .optional()
      .describe("For letterheads and documents; more keys may be added"),
  }),
  budgets: z
    .strictObject({ workspace: money.optional(), perDay: money.optional() })
    .optional()
    .describe("What may be spent on work, in the company's currency"),
  backup: z
    .strictObject({
      to: text
        .optional()
        .describe("Folder of the backups, best on another disk; relative to this file"),
      at: z
        .string()
        .regex(timeOfDay, "a time of the day, such as 03:00")
        .optional()
        .describe("When the daily backup is made, in the company's time zone"),
      keep: z
        .strictObject({
          daily: kept.optional(),
          weekly: kept.optional(),
          monthly: kept.optional(),
          keys: z
            .int()
            .min(1)
            .max(365)
            .optional()
            .describe(
              "Days for which a copy of the keys is kept: how long a forgotten client lives on in backups",
            ),
        })
        .optional()
        .describe("How many days, weeks and months keep a backup"),
    })
    .optional()
    .describe("Backups, once they are set up with: mainstay backup init"),
  looking: z
    .strictObject({ days: z.int().min(0).max(90) })
    .optional()
    .describe("For how many days a new company only looks: it drafts, and does nothing"),
  morning: clock
    .optional()
    .describe("When the morning note is written and mailed to you, such as 08:00"),
  models: models.format.optional(),
  memory: memory.format.optional(),
  retention: retention.format.optional(),
  ignore: intake.describe("Arrivals that need nobody"),
  suspect: intake.describe("Arrivals that are only to be read and dismissed"),
});

export type Company = Pick<
  Settings,
  | "company"
  | "ignore"
  | "suspect"
  | "budgets"
  | "backup"
  | "lookingDays"
  | "morning"
  | "snapshots"
  | "models"
  | "embedder"
  | "retention"
>;

export function read(source: Source): Read<Company> {
  const secret = secrets(source);
  const shape = fit(format, source);
  if (!shape.ok) return { ok: false, mistakes: [...secret, ...shape.mistakes] };
  const { company, budgets, backup, looking, morning, ignore, suspect } = shape.value;
  const mistakes: Mistake[] = [...secret, ...checkCompany(company, source)];
  const limit = (amount: string | undefined, key: string) =>
    amount === undefined
      ? null
      : micros(amount, company.currency, source, `/budgets/${key}`, mistakes);
  for (const [list, key] of [
    [ignore, "ignore"],
    [suspect, "suspect"],
  ] as const) {
    for (const [i, rule] of (list ?? []).entries()) {
      mistakes.push(...checkExpression(rule.when, source, `/${key}/${i}/when`, atTrigger));
    }
  }
  const asked = models.read(
    shape.value.models ?? {},
    { currency: company.currency, example: company.example ?? false },
    source,
    mistakes,
  );
  return done(
    {
      company: {
        name: company.name,
        currency: company.currency,
        timeZone: company.timeZone,
        locale: company.locale,
        example: company.example ?? false,
        personas: company.personas,
        details: defined(company.details ?? {}),
      },
      budgets: {
        workspaceMicros: limit(budgets?.workspace, "workspace"),
        perDayMicros: limit(budgets?.perDay, "perDay"),
      },
      backup: {
        to: backup?.to ?? null,
        at: backup?.at ?? usualBackup.at,
        daily: backup?.keep?.daily ?? usualBackup.daily,
        weekly: backup?.keep?.weekly ?? usualBackup.weekly,
        monthly: backup?.keep?.monthly ?? usualBackup.monthly,
        keysDays: backup?.keep?.keys ?? usualBackup.keysDays,
      },
      ...(looking === undefined ? {} : { lookingDays: looking.days }),
      ...(morning === undefined ? {} : { morning }),
      ...memory.read(
        shape.value.memory ?? {},
        { zone: isZone(company.timeZone) ? company.timeZone : null, priced: asked.priced },
        source,
        mistakes,
      ),
      models: asked.tiers,
      ...(shape.value.retention === undefined
        ? {}
        : { retention: retention.read(shape.value.retention, source, mistakes) }),
      ignore: ignore ?? [],
      suspect: suspect ?? [],
    },
    mistakes,
  );
}

const isZone = (zone: string): boolean =>
  accepted(() => new Intl.DateTimeFormat("en", { timeZone: zone }));

function checkCompany(company: z.infer<typeof format>["company"], source: Source): Mistake[] {
  const mistakes: Mistake[] = [];
  const wrong = (key: string, message: string, remedy: string) =>
    mistakes.push(mistake(source.at(`/company/${key}`), message, remedy));
  if (minorDigits(company.currency) === null) {
    wrong(
      "currency",
      `Cannot count in "${company.currency}": it is no currency of ISO 4217`,
      `write its code, such as EUR`,
    );
  }
  if (!isZone(company.timeZone)) {
    wrong(
      "timeZone",
      `Cannot tell the time in "${company.timeZone}": it is no IANA time zone`,
      `write it like Europe/Berlin`,
    );
  }
  if (!accepted(() => Intl.getCanonicalLocales(company.locale))) {
    wrong(
      "locale",
      `Cannot write in "${company.locale}": it is no language tag`,
      `write it like en or de-AT`,
    );
  }
  const iban = company.details?.iban;
  const account = iban === undefined ? null : ibanProblem(iban);
  if (account !== null) {
    wrong(
      "details/iban",
      `Cannot use the IBAN "${iban}": ${account}`,
      `copy it again from your bank`,
    );
  }
  return mistakes;
}

function accepted(act: () => unknown): boolean {
  try {
    act();
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function defined(details: Readonly<Record<string, Json | undefined>>): Record<string, Json> {
  const out: Record<string, Json> = {};
  for (const [key, value] of Object.entries(details)) if (value !== undefined) out[key] = value;
  return out;
}
