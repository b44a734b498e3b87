import type { HeuristicEvent, Settled } from "../memory/heuristic.ts";
import type { RowOperation } from "../ledger/table.ts";
import { answered, openItem } from "./item.ts";
import type { Seen } from "./seen.ts";

/** What was learned, and what she is asked of it. Nothing of it is left once its client is forgotten. */
export function projectHeuristic(key: string, event: HeuristicEvent & Seen): RowOperation[] {
  switch (event.type) {
    case "heuristic.proposed": {
      if (event.values.rule.forgotten === true) return [];
      const { item, action } = event.data;
      const { seq, at, subject } = event;
      const row = { key, seq, at, action, subject, status: "proposed" };
      return [{ op: "put", table: "heuristic", row }, asked(key, event, item)];
    }
    case "heuristic.doubted":
      return event.values.rule.forgotten === true ? [] : [asked(key, event, event.data.item)];
    case "heuristic.settled": {
      const { item, as } = event.data;
      const closed: RowOperation = {
        op: "set",
        table: "item",
        key: { number: item },
        set: { status: "closed" },
      };
      return [answered(event, "", as), closed, ...standing(key, as)];
    }
    case "heuristic.retired":
      return [
        {
          op: "setWhere",
          table: "item",
          where: { about: key, status: "open" },
          set: { status: "closed" },
        },
        ...standing(key, "retired"),
      ];
  }
}

const asked = (key: string, event: Seen, item: number): RowOperation =>
  openItem(item, "heuristic", null, key, event, null);

function standing(key: string, as: Settled): RowOperation[] {
  const status = as === "kept" ? "consented" : as;
  return [{ op: "set", table: "heuristic", key: { key }, set: { status } }];
}
