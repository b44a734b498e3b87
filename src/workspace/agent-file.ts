import { z } from "zod";
import type { Skill } from "../agent/skill.ts";
import type { AgentSpec, RungSpec } from "../agent/spec.ts";
import { length, micros } from "../runbook/amounts.ts";
import { checkTemplate } from "../runbook/expressions.ts";
import { duration, fileName, money } from "../runbook/format.ts";
import { tokensIn } from "../memory/context.ts";
import { fit, type Mistake, mistake, type Source } from "../runbook/mistake.ts";
import { suggest } from "../value/nearest.ts";
import { ofSchema } from "../runbook/shape.ts";
import { ofBytes, ofJson } from "../value/digest.ts";
import type { Json, JsonObject } from "../value/json.ts";
import { done, type Read } from "./problem.ts";

const text = z.string().min(1);
// Every value of a source is Json.
const anyJson = z.unknown() as z.ZodType<Json>;
const contract = z.union([fileName, z.record(z.string(), anyJson)], {
  error: "the name of a file in schemas/, or a JSON Schema",
});

export const format = z.strictObject({
  agent: fileName,
  purpose: text,
  persona: text.optional().describe("Whose name it writes under, of mainstay.yaml"),
  input: contract.describe("What it takes: a name in schemas/, or a JSON Schema"),
  output: contract.describe("What it gives: a name in schemas/, or a JSON Schema"),
  may: z.array(text).optional().describe("Actions it may ask for: mail.send, books.*"),
  ladder: z
    .array(
      z.union(
        [
          z.literal("manual"),
          z.strictObject({ template: text.describe("A .json file in templates/") }),
          z.strictObject({ code: text.describe("A .js file in code/") }),
          z.strictObject({ model: text.describe("A tier: small, large"), prompt: text }),
        ],
        { error: "manual, { template: … }, { code: … } or { model: …, prompt: … }" },
      ),
    )
    .min(1, "a list of at least one way to do the work, best first"),
  retries: z
    .strictObject({
      times: z.int().min(0).max(20),
      first: duration.optional(),
      factor: z.number().min(1).max(10).optional(),
    })
    .optional(),
  deadline: duration.optional().describe("How long one attempt may take; PT1M when left out"),
  maxOutputTokens: z
    .int()
    .min(16)
    .max(65_536)
    .optional()
    .describe("How long one answer of a model may be; 4096 when left out. It is reserved for"),
  context: z
    .strictObject({ tokens: z.int().min(100).max(20_000) })
    .optional()
    .describe(
      "How much its models are told, beside what it takes, of what is on record and was said before",
    ),
  skills: z
    .array(fileName)
    .max(10, "at most ten skills")
    .optional()
    .describe("How its models do their work: folders of skills/, each with a SKILL.md"),
  sla: duration.optional(),
  budget: z
    .strictObject({ perDay: money })
    .optional()
    .describe("What its calls to models and its acts may cost in a day, in the company's currency"),
});

/** Files that an agent's file may name: letters as read, code as text, schemas by name. */
export type Shelf = {
  templates: Readonly<Record<string, { source: Source; digest: string } | null>>;
  code: Readonly<Record<string, string>>;
  /** Null: it is there, and what is wrong in it is told of its own file. */
  skills: Readonly<Record<string, Skill | null>>;
  schemas: Readonly<Record<string, JsonObject>>;
};

/** A mistake in another file than the agent's own. */
export type Elsewhere = { file: string; mistake: Mistake };

export function read(
  source: Source,
  digest: string,
  shelf: Shelf,
  elsewhere: Elsewhere[],
  currency: string,
): Read<AgentSpec> {
  const shape = fit(format, source);
  if (!shape.ok) return shape;
  const file = shape.value;
  const mistakes: Mistake[] = [];
  const digests = [digest];
  const schema = (given: string | JsonObject, key: string): JsonObject => {
    if (typeof given !== "string") return given;
    const known = Object.hasOwn(shelf.schemas, given) ? shelf.schemas[given] : undefined;
    if (known !== undefined) return known;
    mistakes.push(
      mistake(
        source.at(`/${key}`),
        `Cannot find the schema "${given}"`,
        suggest(given, Object.keys(shelf.schemas), "schema"),
      ),
    );
    return {};
  };
  const input = schema(file.input, "input");
  const output = schema(file.output, "output");
  const ladder = file.ladder.flatMap((rung, i): RungSpec[] => {
    const at = `/ladder/${i}`;
    if (rung === "manual") return [{ kind: "manual" }];
    if ("model" in rung) return [{ kind: "model", tier: rung.model, prompt: rung.prompt }];
    if ("code" in rung) {
      const code = Object.hasOwn(shelf.code, rung.code) ? shelf.code[rung.code] : undefined;
      if (code === undefined) {
        missing("code", rung.code, Object.keys(shelf.code), source, `${at}/code`, mistakes);
        return [];
      }
      digests.push(ofBytes(code));
      return [{ kind: "code", file: rung.code, source: code }];
    }
    const known = Object.hasOwn(shelf.templates, rung.template)
      ? shelf.templates[rung.template]
      : undefined;
    if (known === undefined) {
      const names = Object.keys(shelf.templates);
      missing("template", rung.template, names, source, `${at}/template`, mistakes);
      return [];
    }
    // It is there, and what is wrong in it is told of its own file.
    if (known === null) return [];
    digests.push(known.digest);
    elsewhere.push(...checkLetter(rung.template, known.source, input));
    return [{ kind: "template", file: rung.template, template: known.source.value }];
  });
  const skills = skillsOf(file, shelf, source, mistakes);
  digests.push(...skills.map(({ version }) => version));
  if (ladder.at(-1)?.kind !== "manual") ladder.push({ kind: "manual" });
  const ms = (given: string | undefined, pointer: string) =>
    given === undefined ? null : length(given, source, pointer, mistakes);
  return done(
    {
      agent: file.agent,
      purpose: file.purpose,
      version: ofJson(digests),
      persona: file.persona ?? null,
      input,
      output,
      may: file.may ?? [],
      ladder,
      retries: {
        times: file.retries?.times ?? 3,
        firstMs: ms(file.retries?.first, "/retries/first") ?? 10_000,
        factor: file.retries?.factor ?? 2,
      },
      deadlineMs: ms(file.deadline, "/deadline") ?? 60_000,
      slaMs: ms(file.sla, "/sla"),
      ...(file.maxOutputTokens === undefined ? {} : { maxOutputTokens: file.maxOutputTokens }),
      ...(file.context === undefined ? {} : { contextTokens: file.context.tokens }),
      ...(skills.length === 0 ? {} : { skills }),
      ...(file.budget === undefined
        ? {}
        : {
            perDayMicros: micros(file.budget.perDay, currency, source, "/budget/perDay", mistakes),
          }),
    },
    mistakes,
  );
}

/** The skills that it names. Where it is told other things as well, they leave half of the room to these. */
function skillsOf(
  { skills: names = [], context }: z.infer<typeof format>,
  shelf: Shelf,
  source: Source,
  mistakes: Mistake[],
): Skill[] {
  const skills = names.flatMap((name, i) => {
    const known = Object.hasOwn(shelf.skills, name) ? shelf.skills[name] : undefined;
    if (known === undefined)
      missing("skill", name, Object.keys(shelf.skills), source, `/skills/${i}`, mistakes);
    return known ?? [];
  });
  const needed = 2 * skills.reduce((sum, { text }) => sum + tokensIn(text), 0);
  if (context !== undefined && needed > context.tokens) {
    const message = `Cannot tell it its skills within ${context.tokens} tokens: they take half of ${needed}`;
    const remedy = `write "context: { tokens: ${needed} }", or shorten them`;
    mistakes.push(mistake(source.at("/context/tokens"), message, remedy));
  }
  return skills;
}

/** A letter sees the fields of its agent's input by name, and the whole as `input`. */
function checkLetter(name: string, letter: Source, input: JsonObject): Elsewhere[] {
  const shape = ofSchema(input);
  // Without declared fields nothing can be told of the names.
  if (shape.fields === null) return [];
  const scope = new Map([...Object.entries(shape.fields), ["input", shape] as const]);
  return checkTemplate(letter.value, letter, "", scope).map((found) => ({
    file: `templates/${name}`,
    mistake: found,
  }));
}

function missing(
  what: string,
  name: string,
  known: readonly string[],
  source: Source,
  at: string,
  mistakes: Mistake[],
): void {
  mistakes.push(
    mistake(
      source.at(at),
      `Cannot find the ${what} "${name}"`,
      suggest(name, known, `${what} file`),
    ),
  );
}
