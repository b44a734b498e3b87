import { decide } from "../../kernel/control.ts";
import type { Owner } from "../../engine/owner.ts";
import { lineOf as actLine } from "../../engine/effect/action.ts";
import { controlStream, runOf } from "../../engine/streams.ts";
import type { Row } from "../../ledger/table.ts";
import { operator } from "../../engine/who.ts";

/** EF10: once this answers, nothing new is sent. What had left by then is listed. */
export async function stop(owner: Owner, reason: string): Promise<{ left: string[] }> {
  const { book, clock } = owner.office;
  await book.turn(operator, (turn) => {
    const decision = decide(turn.get(controlStream), { type: "stop", reason });
    if (decision.ok) turn.emit(controlStream, ...decision.events);
  });
  await book.committed();
  const rows = await owner.store.find({
    table: "act",
    where: { status: ["sent", "unknown", "applied"] },
    above: { at: clock.now() - 3_600_000 },
    order: [{ column: "at", descending: true }],
    limit: 50,
  });
  const left: string[] = [];
  for (const row of rows) left.push(await leftLine(owner, row));
  return { left };
}

const fates: Readonly<Record<string, string>> = {
  sent: "on its way",
  unknown: "not sure whether it left",
};

async function leftLine(owner: Owner, row: Row): Promise<string> {
  const { run } = await owner.office.book.read(runOf(String(row["run"])));
  const act = run.effects[String(row["token"])];
  const line =
    act === undefined ? String(row["action"]) : (actLine(owner.office, act) ?? act.proposal.action);
  const fate = fates[String(row["status"])];
  return fate === undefined ? line : `${line} (${fate})`;
}
