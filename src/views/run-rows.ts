import type { RowOperation } from "../ledger/table.ts";

/** Of a step that begins afresh. Its acts and what was asked about them end by events of their own. */
export function nothingOpen(run: string, path: string): RowOperation[] {
  return [
    closeAbout(run, path),
    { op: "remove", table: "waiting", key: { run, path } },
    undue(run, `wait:${path}`),
    undue(run, `ask:${path}`),
    undue(run, `step:${path}`),
  ];
}

export function status(run: string, to: string, endedAt: number | null): RowOperation {
  return { op: "set", table: "run", key: { id: run }, set: { status: to, ended_at: endedAt } };
}

/** Nothing that an ended run had open stays open or falls due. */
export function over(run: string): RowOperation[] {
  return [
    { op: "removeWhere", table: "due", where: { run } },
    { op: "removeWhere", table: "waiting", where: { run } },
    { op: "setWhere", table: "item", where: { run, status: "open" }, set: { status: "closed" } },
  ];
}

export function closeAbout(run: string, about: string): RowOperation {
  return {
    op: "setWhere",
    table: "item",
    where: { run, about, status: "open" },
    set: { status: "closed" },
  };
}

export function due(run: string, key: string, at: number): RowOperation {
  return { op: "put", table: "due", row: { run, key, at } };
}

export function undue(run: string, key: string): RowOperation {
  return { op: "remove", table: "due", key: { run, key } };
}
