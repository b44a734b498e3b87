import type { Stream } from "../../engine/turn.ts";
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
  if (low.length === 0) low.push(...(await unmade(owner)));
  if (fine.length === 0) return low;
  return [...low, { ok: true, name: "spending", line: fine.join("; "), effect: "", remedy: "" }];
}

/** Budgets that have something left, and less than a call may cost: nothing was asked of a model today. */
async function unmade({ office, store }: Owner): Promise<Finding[]> {
  const { timeZone } = office.settings.company;
  const today = dayOf(office.clock.now(), timeZone);
  const rows = await store.find({ table: "tier", above: { short_at: -1 } });
  const short = rows.filter(
    ({ tier, short_at: at }) =>
      dayOf(Number(at), timeZone) === today && office.settings.models?.[String(tier)] !== undefined,
  );
  return short.map(({ tier }) => ({
    ok: false,
    name: "spending",
    line: `A call to the model ${String(tier)} was not made today, since it may cost more than a budget has left`,
    effect: "Its work is done by what stands below it in each ladder; the card says so.",
    remedy:
      'Its next answer ends this. Raise the budget that the card names, in mainstay.yaml, the agent\'s file or the process, then "mainstay apply"',
  }));
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
