import { budgetOf, runOf } from "../../src/engine/streams.ts";
import type { Json } from "../../src/value/json.ts";
import { isObject } from "../../src/value/json.ts";
import type { Company } from "./company.ts";

/**
 * Where a company stands, without what two equal plays may differ in: times, numbers of events and
 * items, how often something was tried, and which act outside got which id.
 */
export async function standing(company: Company) {
  const { book } = company.owner.office;
  await company.settled();
  const runs: Record<string, unknown> = {};
  for (const row of await company.store.find({ table: "run" })) {
    const { run } = await book.read(runOf(String(row["id"])));
    runs[`${run.runbook} ${run.trigger.key}`] = {
      status: run.status,
      success: run.success,
      steps: Object.fromEntries(
        Object.entries(run.steps)
          .toSorted(([a], [b]) => (a < b ? -1 : 1))
          .map(([path, step]) => [
            path,
            step.status === "done" ? plain(step.output.value) : step.status,
          ]),
      ),
      acts: Object.values(run.effects)
        .map(
          (act) =>
            `${act.path} ${act.status} ${JSON.stringify(act.args.value)} undo ${act.undo.status}`,
        )
        .toSorted(),
      mailbox: run.mailbox.length,
      costMicros: run.costMicros,
    };
  }
  const facts = await company.store.find({ table: "fact" });
  const budget = await book.read(budgetOf("workspace"));
  return {
    runs,
    facts: facts.map((row) => `${row["kind"]} ${row["field"]} ${row["value"]}`).toSorted(),
    items: (await company.items()).map((row) => `${row["kind"]} ${row["about"]}`).toSorted(),
    arrivals: (await company.store.find({ table: "arrival" }))
      .map((row) => String(row["fate"]))
      .toSorted(),
    budget,
  };
}

function isOfOutside(id: Json): boolean {
  return typeof id === "string" && id.startsWith("act-");
}

/** A result without the id that the outside gave. */
function plain(value: Json): Json {
  if (Array.isArray(value)) return value.map(plain);
  if (!isObject(value)) return value;
  const members = Object.entries(value).filter(([key, v]) => !(key === "id" && isOfOutside(v)));
  return Object.fromEntries(members.map(([key, member]) => [key, plain(member)]));
}
