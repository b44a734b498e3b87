import type { Command } from "commander";
import { type Context, sessionOf } from "../context.ts";
import { exit } from "../exit.ts";
import { examples } from "../help.ts";
import { doctorLines } from "../views/doctor.ts";
import { rebuildLines } from "../views/ledger.ts";
import { addLedger } from "./ledger.ts";

export function addHistory(root: Command, context: Context): void {
  const doctor = root
    .command("doctor")
    .description("Checks everything the company rests on, and says what to do about what is wrong.")
    .summary("is everything well?")
    .action((_options: object, command: Command) => {
      const session = sessionOf(context, command);
      return session.desk(async (desk) => {
        const findings = await desk.doctor();
        session.show(findings, doctorLines);
        if (findings.some((finding) => !finding.ok)) context.exit = exit.failed;
      });
    });
  examples(doctor, [["doctor", "problems first, then what is fine"]]);
  addLedger(root, context);
  const rebuild = root
    .command("rebuild")
    .description("Derives everything anew from the history and proves that it comes out equal.")
    .summary("derive everything anew from the history")
    .action(async (_options: object, command: Command) => {
      const session = sessionOf(context, command);
      session.show(await session.deps.rebuild(session.place), rebuildLines);
    });
  examples(rebuild, [["rebuild", "safe at any time while the company is not running"]]);
}
