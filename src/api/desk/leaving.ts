import { lineOf } from "../../engine/effect/action.ts";
import { withhold, whetherItLeft } from "../../engine/effect/leaving.ts";
import { no, type Said } from "../../engine/answer/outcome.ts";
import type { Owner } from "../../engine/owner.ts";
import { runOf } from "../../engine/streams.ts";
import type { Row } from "../../ledger/table.ts";
import type { LeavingLine } from "../contract/inbox.ts";
import { jobRow } from "./jobs.ts";
import { partyName } from "./names.ts";
import { operator } from "../../engine/who.ts";

/** More are not listed one by one. */
const most = 200;

/** Acts that will leave when their time is up, the next first. */
export async function leaving(owner: Owner): Promise<LeavingLine[]> {
  const lines: LeavingLine[] = [];
  for (const row of await rows(owner, null, most)) {
    const { run } = await owner.office.book.read(runOf(String(row["run"])));
    const act = run.effects[String(row["token"])];
    if (act?.status !== "cleared" || act.retryAt === null) continue;
    lines.push({
      number: run.number,
      client: await partyName(owner.store, row["subject"]),
      line: lineOf(owner.office, act) ?? act.proposal.action,
      leavesAt: act.retryAt,
    });
  }
  return lines.toSorted((a, b) => a.leavesAt - b.leavesAt);
}

/** Of one job, or all that is leaving: taken back, in one turn each. */
export async function holdBack(owner: Owner, number: number | null): Promise<Said> {
  const { office } = owner;
  const run = number === null ? null : String((await jobRow(owner, number))["id"]);
  const found = await rows(owner, run, null);
  let taken = 0;
  const left = new Set<string>();
  for (const row of found) {
    const id = String(row["run"]);
    const { run: job } = await office.book.read(runOf(id));
    if (job.release !== "") await office.releases.load(job.release);
    const { result } = await office.book.turn(operator, (turn) => ({
      said: withhold(turn, office, id, String(row["token"])),
      left: whetherItLeft({ turn, office, id }, null),
    }));
    if (!result.said.ok) continue;
    taken += 1;
    left.add(result.left);
  }
  await office.book.committed();
  if (taken === 0) {
    const which = number === null ? "" : ` of job ${number}`;
    return no("nothing_leaving", `Cannot hold anything: nothing${which} is leaving any more`);
  }
  const what = taken === 1 ? "It is" : `${taken} are`;
  const message = `${what} taken back; ${[...left].join(", or ")}. See your inbox`;
  return number === null ? { ok: true, message } : { ok: true, message, number };
}

function rows(owner: Owner, run: string | null, limit: number | null): Promise<readonly Row[]> {
  return owner.store.find({
    table: "act",
    where: { status: "leaving", ...(run === null ? {} : { run }) },
    order: [{ column: "at" }],
    ...(limit === null ? {} : { limit }),
  });
}
