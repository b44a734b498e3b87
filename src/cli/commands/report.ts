import type { Command } from "commander";
import { dayOf } from "../../value/locale.ts";
import { type Context, sessionOf } from "../context.ts";
import { Usage } from "../errors.ts";
import { examples } from "../help.ts";
import { clean } from "../views/layout.ts";
import { reportLines } from "../views/report.ts";

export function addReport(root: Command, context: Context): void {
  const report = root
    .command("report")
    .argument("[month]", "such as 2026-05; the last one that is over, when left out")
    .description("What a month came to: money, your time, what was done without you.")
    .summary("what a month came to")
    .action((month: string | undefined, _options: object, command: Command) => {
      if (month !== undefined && !/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) {
        throw new Usage(`Cannot report on "${month}": it is no month`, `Write it like "2026-05"`);
      }
      const session = sessionOf(context, command);
      return session.desk(async (desk) => {
        const found = await desk.report({ month: month ?? (await lastMonth(desk)) });
        session.show(clean(found), reportLines);
      });
    });
  examples(report, [
    ["report", "the last month"],
    ["report 2026-05", "May 2026, beside April"],
  ]);
}

/** By the company's own clock and time zone. */
async function lastMonth(desk: {
  status(): Promise<{ now: number; timeZone: string }>;
}): Promise<string> {
  const { now, timeZone } = await desk.status();
  const first = Date.parse(`${dayOf(now, timeZone).slice(0, 7)}-01T00:00:00Z`);
  return new Date(first - 86_400_000).toISOString().slice(0, 7);
}
