import type { Stream } from "../../engine/book.ts";
import type { Owner } from "../../engine/owner.ts";
import { budgetOf } from "../../engine/streams.ts";
import { type Budget, leftOf } from "../../kernel/budget.ts";
import { dayOf } from "../../value/locale.ts";
import { spendText } from "../../value/micros.ts";
import type { Finding } from "../contract/status.ts";

/** A budget and whose it is; `more` says how it is raised. */
type Scope = { name: string; stream: Stream<Budget>; limit: number | null; more: string };

/** Of a limit, what is left when it counts as near its end. */
const nearlyNone = 0.1;

/** What was spent, of each limit; and each that is at its end or near, with what that means. */
export async function spendingFindings(owner: Owner): Promise<Finding[]> {
  const { currency, locale } = owner.office.settings.company;
  const text = (micros: number) => spendText(micros, currency, locale);
  const bare = (micros: number) => text(micros).replace(` ${currency}`, "");
  const low: Finding[] = [];
  const fine: string[] = [];
  for (const { name, stream, limit, more } of scopesOf(owner)) {
    const budget = await owner.office.book.read(stream);
    const left = leftOf(budget, limit);
    if (limit === null || left === null) {
      fine.push(`${text(budget.spent)} ${name}, no limit set`);
    } else if (left > limit * nearlyNone) {
      fine.push(`${bare(limit - left)} of ${text(limit)} ${name}`);
    } else {
      low.push({
        ok: false,
        name: "spending",
        line: `${left <= 0 ? "Nothing is" : `Only ${text(left)} are`} left of ${text(limit)} ${name}`,
        effect:
          "What may cost more than what is left is not begun: models give way to what stands below them in each ladder, and acts wait for you.",
        remedy: more,
      });
    }
  }
  if (fine.length === 0) return low;
  return [...low, { ok: true, name: "spending", line: fine.join("; "), effect: "", remedy: "" }];
}

function scopesOf({ office }: Owner): Scope[] {
  const { settings, active, clock } = office;
  const { workspaceMicros, perDayMicros } = settings.budgets;
  const day = dayOf(clock.now(), settings.company.timeZone);
  const raised = (member: string, file: string) =>
    `Raise ${member} in ${file}, then "mainstay apply"`;
  const ofAgents = Object.entries(active.agents).flatMap(([agent, { perDayMicros: limit }]) =>
    limit === null || limit === undefined
      ? []
      : [
          {
            name: `today for ${agent}`,
            stream: budgetOf(`agent/${agent}/${day}`),
            limit,
            more: `Wait until tomorrow, when it begins anew. Or: ${raised("budget: { perDay }", `agents/${agent}.yaml`)}`,
          },
        ],
  );
  return [
    {
      name: "in all",
      stream: budgetOf("workspace"),
      limit: workspaceMicros,
      more: raised("budgets: { workspace }", "mainstay.yaml"),
    },
    ...(perDayMicros === null
      ? []
      : [
          {
            name: "today",
            stream: budgetOf(`day/${day}`),
            limit: perDayMicros,
            more: `Wait until tomorrow, when it begins anew. Or: ${raised("budgets: { perDay }", "mainstay.yaml")}`,
          },
        ]),
    ...ofAgents,
  ];
}
