import type { RunLine } from "../../api/contract/jobs.ts";
import type { Status } from "../../api/contract/status.ts";
import type { Frame } from "./frame.ts";
import { hang } from "./layout.ts";
import { job, plural } from "./words.ts";

const most = 3;

/** What it is at, while it is not done: what it reads, and whom its jobs ask. */
export function busyLines(
  { status, running }: { status: Status; running: readonly RunLine[] },
  frame: Frame,
): string[] {
  const read = Object.values(status.arrivals).reduce((sum, n) => sum + n, 0);
  const asking = running.filter(({ line }) => line !== "");
  const more = running.length - Math.min(most, asking.length);
  return [
    ...(status.reading ? [`Still reading what came: ${plural(read, "mail")} so far`] : []),
    ...asking
      .slice(0, most)
      .flatMap(({ number, runbook, client, line }) =>
        hang("Still at it: ", `job ${number}, ${job(runbook, client)}: ${line}`, frame.width),
      ),
    ...(more === 0
      ? []
      : [`Still at it: ${plural(more, asking.length === 0 ? "job" : "more job")}`]),
  ];
}
