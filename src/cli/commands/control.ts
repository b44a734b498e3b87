import { type Command, InvalidArgumentError } from "commander";
import type { PauseTarget } from "../../api/contract/status.ts";
import { type Context, count, sessionOf } from "../context.ts";
import { Usage } from "../errors.ts";
import { examples } from "../help.ts";
import { goOnLine } from "../views/status.ts";
import { stopLines } from "../views/stop.ts";
import { finish } from "./answer.ts";

export function addControls(root: Command, context: Context): void {
  const stop = root
    .command("stop")
    .description(
      "Emergency stop. Once it answers, nothing new is sent; it lists what already left.",
    )
    .summary("stop everything, now")
    .option("--because <text>", "why", "the operator stopped it")
    .action((options: { because: string }, command: Command) => {
      const session = sessionOf(context, command);
      return session.desk(async (desk) => {
        session.show(await desk.stop(options.because), stopLines);
      });
    });
  examples(stop, [["stop", "stops everything; resume lifts it"]]);
  const pause = root
    .command("pause [what] [name]")
    .description("Pauses everything, or one process, agent or connector.")
    .summary("pause everything, or one process")
    .option("--because <text>", "why", "the operator paused it")
    .action(
      (
        what: string | undefined,
        name: string | undefined,
        options: { because: string },
        command: Command,
      ) => {
        const session = sessionOf(context, command);
        const target = targetOf(what, name);
        return session.desk(async (desk) => {
          const outcome = await desk.pause(target, options.because);
          context.exit = finish(session, outcome, null);
          if (outcome.ok && !session.json) session.say([goOnLine(target, session.frame)]);
        });
      },
    );
  examples(pause, [
    ["pause", "everything"],
    ["pause process onboard-client", "one process"],
    ["pause connector mail", "one connection to the outside"],
  ]);
  const resume = root
    .command("resume [what] [name]")
    .description(
      "Goes on after stop or pause: with everything, or one process, agent or connector.",
    )
    .summary("go on")
    .action(
      (what: string | undefined, name: string | undefined, _options: object, command: Command) => {
        const session = sessionOf(context, command);
        const target = targetOf(what, name);
        return session.desk(async (desk) => {
          context.exit = finish(session, await desk.resume(target), null);
        });
      },
    );
  examples(resume, [
    ["resume", "everything"],
    ["resume process onboard-client", "one process"],
  ]);
  addLooking(root, context);
}

function addLooking(root: Command, context: Context): void {
  const look = root
    .command("look")
    .description("Only looks for some days: reads, drafts and asks, and does nothing.")
    .summary("only draft, for some days")
    .option("--days <n>", "for so long", days, 7)
    .action((options: { days: number }, command: Command) => {
      const session = sessionOf(context, command);
      return session.desk(async (desk) => {
        context.exit = finish(session, await desk.look(options.days), null);
      });
    });
  examples(look, [["look --days 3", "also later, for example while you are away"]]);
  const go = root
    .command("go")
    .description("Ends the days in which it only looks. What was held waits for your word.")
    .summary("let it act, after it only looked")
    .action((_options: object, command: Command) => {
      const session = sessionOf(context, command);
      return session.desk(async (desk) => {
        context.exit = finish(session, await desk.go(), null);
      });
    });
  examples(go, [["go", "from now on it acts, as your rules say"]]);
}

function days(text: string): number {
  const given = count(text);
  if (given >= 1 && given <= 90) return given;
  throw new InvalidArgumentError("Give 1 to 90 days.");
}

function targetOf(what: string | undefined, name: string | undefined): PauseTarget {
  if (what === undefined || what === "everything") return { kind: "everything" };
  const kind = what === "process" ? "runbook" : what;
  const known = kind === "runbook" || kind === "agent" || kind === "connector";
  if (known && name !== undefined) return { kind, name };
  throw new Usage(
    known
      ? `Cannot tell which ${what} is meant: its name is missing`
      : `Cannot tell what "${what}" is`,
    known
      ? `Add its name, for example: ${what} NAME`
      : `Say what it is: process ${what}, agent ${what} or connector ${what}`,
  );
}
