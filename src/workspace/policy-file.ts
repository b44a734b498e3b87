import { z } from "zod";
import type { Policy, Rule, Verdict } from "../policy/rule.ts";
import { checkExpression } from "../runbook/expressions.ts";
import { fileName } from "../runbook/format.ts";
import { fit, type Mistake, mistake, type Source } from "../runbook/mistake.ts";
import { anything, withFields } from "../runbook/shape.ts";
import { done, type Read } from "./problem.ts";

export const verdicts = ["permit", "ask", "secondFactor", "byHand", "forbid"] as const;

const text = z.string().min(1);
const actions = z
  .array(
    z
      .string()
      .regex(
        /^(\*|[a-z][\w-]*(\.[\w-]+)*(\.\*)?)$/u,
        `an action such as mail.send, books.* or "*"`,
      ),
    "a list of actions, such as [mail.send]",
  )
  .min(1, "a list of at least one action");

export const format = z.strictObject({
  policy: fileName,
  grants: z
    .array(
      z.strictObject({
        to: z
          .string()
          .regex(/^(runbook|agent):[a-z][a-z0-9-]*$/u, "runbook:NAME or agent:NAME")
          .describe("Who may ask for these actions at all"),
        may: actions,
      }),
    )
    .optional(),
  rules: z
    .array(
      z.strictObject({
        id: text,
        permit: actions.optional(),
        ask: actions.optional(),
        secondFactor: actions.optional(),
        byHand: actions.optional(),
        forbid: actions.optional(),
        when: text.max(4000).optional().describe("A CEL expression; always, when left out"),
        because: text,
      }),
    )
    .optional(),
});

/** What a rule's expression reads; helper texts of `apply` name these. */
const facts = new Map(
  (
    "principal persona action connector args reversible amount recipient provenance confidence " +
    "history budget client company subject process secrets"
  )
    .split(" ")
    .map((name) => [name, anything] as const),
)
  .set("recipient", withFields(["address", "known", "vouched"]))
  .set("history", withFields(["unedited", "total", "complaints"]))
  .set("budget", withFields(["leftMicros"]));

export function read(source: Source, file: string, version: string): Read<Policy> {
  const shape = fit(format, source);
  if (!shape.ok) return shape;
  const mistakes: Mistake[] = [];
  const seen = new Set<string>();
  const rules = (shape.value.rules ?? []).flatMap((rule, i): Rule[] => {
    const at = `/rules/${i}`;
    if (seen.has(rule.id)) {
      mistakes.push(
        mistake(
          source.at(`${at}/id`),
          `Cannot name a second rule "${rule.id}": the name is taken`,
          `give it a name of its own`,
        ),
      );
    }
    seen.add(rule.id);
    if (rule.when !== undefined) {
      mistakes.push(...checkExpression(rule.when, source, `${at}/when`, facts));
    }
    const given = verdicts.filter((verdict) => rule[verdict] !== undefined);
    const verdict: Verdict | undefined = given[0];
    const named = verdict === undefined ? undefined : rule[verdict];
    if (verdict === undefined || named === undefined || given.length > 1) {
      mistakes.push(
        mistake(
          source.at(at),
          `Cannot read rule "${rule.id}": it gives ${given.length === 0 ? "no answer" : `several answers, ${given.join(" and ")}`}`,
          `write exactly one of ${verdicts.join(", ")}`,
        ),
      );
      return [];
    }
    return [
      {
        id: rule.id,
        verdict,
        actions: named,
        when: rule.when ?? null,
        because: rule.because,
        file,
        line: source.at(at).line,
      },
    ];
  });
  return done(
    { name: shape.value.policy, version, rules, grants: shape.value.grants ?? [] },
    mistakes,
  );
}
