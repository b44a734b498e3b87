import { runs } from "../../api/desk/jobs.ts";
import { runOf } from "../../engine/streams.ts";
import type { Opened } from "../open.ts";
import type { There } from "./expect.ts";
import { lastName } from "./items.ts";

const most = 10_000;

/** Every job with its status, whom it is about, and the steps at which it stands. */
export async function jobsOf({ owner }: Opened): Promise<There[]> {
  const status = new Map<number, string>();
  for (const line of await runs(owner, { limit: most })) status.set(line.number, line.status);
  const rows = await owner.store.find({ table: "run", order: [{ column: "number" }] });
  const found: There[] = [];
  for (const row of rows) {
    const { run } = await owner.office.book.read(runOf(String(row["id"])));
    const standing = Object.entries(run.steps).flatMap(([path, step]) =>
      step.status === "done" || step.status === "entered" ? [] : [lastName(path)],
    );
    found.push({
      title: run.runbook,
      is: {
        runbook: run.runbook,
        status: status.get(run.number) ?? "",
        from: run.subject,
        step: run.status === "open" ? standing : [],
      },
    });
  }
  return found;
}
