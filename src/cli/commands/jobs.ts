import { type Command, Option } from "commander";
import { type RunStatus, runStatuses } from "../../api/contract/jobs.ts";
import {
  type Context,
  count,
  number,
  objectFrom,
  type Session,
  sessionOf,
  valueFrom,
} from "../context.ts";
import { Usage } from "../errors.ts";
import { exit } from "../exit.ts";
import { examples } from "../help.ts";
import { clean } from "../views/layout.ts";
import { cancelLines, runsLines } from "../views/runs.ts";
import { finish } from "./answer.ts";

export function addJobs(root: Command, context: Context): void {
  addRun(root, context);
  addRuns(root, context);
  addCancel(root, context);
  addRepair(root, context);
  addTake(root, context);
}

function addRun(root: Command, context: Context): void {
  const run = root
    .command("run <process>")
    .description("Starts a job of a process that may be started by hand.")
    .summary("start a job")
    .option("--input <json>", "what it begins with")
    .option("--file <file>", "what it begins with, as a file of JSON or YAML")
    .option("--request <id>", "name of this request: the same one never starts two jobs")
    .action(
      async (
        runbook: string,
        options: { input?: string; file?: string; request?: string },
        command: Command,
      ) => {
        const session = sessionOf(context, command);
        const input = await objectFrom({ text: options.input, file: options.file }, session.deps);
        const requestId = options.request ?? session.deps.newId();
        await session.desk(async (desk) => {
          const outcome = await desk.start({ runbook, input, requestId });
          context.exit = finish(session, outcome, outcome.number ?? null);
        });
      },
    );
  examples(run, [
    ["run change-request", "starts it now, if it has the trigger request"],
    [`run change-request --input '{"client":"Ana"}'`, "with what it needs to know"],
  ]);
}

function addRuns(root: Command, context: Context): void {
  const runs = root
    .command("runs")
    .description("Jobs, the newest first.")
    .summary("jobs and how they stand")
    .addOption(new Option("--status <status>", "only these").choices(runStatuses))
    .option("--process <name>", "only of this process")
    .option("--limit <n>", "at most so many", count, 50)
    .action(
      (options: { status?: RunStatus; process?: string; limit: number }, command: Command) => {
        const session = sessionOf(context, command);
        const { status, process, limit } = options;
        const filter = {
          ...(status === undefined ? {} : { status }),
          ...(process === undefined ? {} : { runbook: process }),
          limit,
        };
        return session.desk(async (desk) => {
          const found = await desk.runs(filter);
          if (session.json) return session.row(found);
          const { now, timeZone } = await desk.status();
          return session.say(runsLines({ runs: clean(found), now, timeZone }, session.frame));
        });
      },
    );
  examples(runs, [
    ["runs", "the newest 50"],
    ["runs --status waiting", "those that wait for somebody"],
  ]);
}

type CancelOptions = { because?: string; dryRun?: boolean };

function addCancel(root: Command, context: Context): void {
  const cancel = root
    .command("cancel")
    .argument("<number>", "of the job", number)
    .description("Ends a job and undoes what can be undone, the last first.")
    .summary("end a job and undo what can be undone")
    .option("--because <text>", "why", "the operator cancelled it")
    .option("--dry-run", "only show what would be undone, and what stays")
    .option("--yes", "do not ask again here; your policy still decides")
    .action((n: number, options: CancelOptions, command: Command) =>
      cancelJob(context, sessionOf(context, command), n, options),
    );
  examples(cancel, [
    ["cancel 12 --dry-run", "what can be undone, and what stays"],
    [`cancel 12 --because "she withdrew"`, "ends it"],
  ]);
}

function cancelJob(
  context: Context,
  session: Session,
  n: number,
  options: CancelOptions,
): Promise<void> {
  return session.desk(async (desk) => {
    const preview = await desk.cancelPreview(n);
    const dryRun = options.dryRun === true;
    if (dryRun || !session.json) {
      session.show(preview, (shown, frame) => cancelLines(n, shown, frame));
    }
    if (dryRun) return;
    if (session.asking && !(await session.deps.prompts.confirm(`Cancel job ${n}?`))) {
      session.say(["Nothing was cancelled"]);
      context.exit = exit.failed;
      return;
    }
    const outcome = await desk.cancel(n, options.because ?? "");
    context.exit = finish(session, outcome, n);
  });
}

function addRepair(root: Command, context: Context): void {
  const repair = root
    .command("repair")
    .argument("<number>", "of the stuck job", number)
    .description("Continues a stuck job from a step, keeping what it has done already.")
    .summary("continue a stuck job")
    .requiredOption("--step <step>", "where it goes on; show NUMBER --all names the steps")
    .option("--input <json>", "corrected input of that step")
    .option("--file <file>", "corrected input, as a file of JSON or YAML")
    .option("--release <id>", "go on with this version of your files")
    .action(
      async (
        n: number,
        options: { step: string; input?: string; file?: string; release?: string },
        command: Command,
      ) => {
        const session = sessionOf(context, command);
        const input = await valueFrom({ text: options.input, file: options.file }, session.deps);
        const fix = {
          step: options.step,
          ...(input === undefined ? {} : { input }),
          ...(options.release === undefined ? {} : { release: options.release }),
        };
        await session.desk(async (desk) => {
          context.exit = finish(session, await desk.repair(n, fix), n);
        });
      },
    );
  examples(repair, [
    ["repair 12 --step brief", "tries the step once more"],
    ["repair 12 --step brief --file mail.yaml", "with corrected input"],
  ]);
}

type TakeOptions = { back?: boolean; value?: string; file?: string };

function addTake(root: Command, context: Context): void {
  const take = root
    .command("take")
    .argument("<number>", "of the job", number)
    .argument("<step>", "which of its steps")
    .description("Takes a step over to do it by hand; with --back, hands it back with its result.")
    .summary("do a step by hand")
    .option("--back", "hand it back, done")
    .option("--value <json>", "its result")
    .option("--file <file>", "its result, as a file of JSON or YAML")
    .action(async (n: number, step: string, options: TakeOptions, command: Command) => {
      const session = sessionOf(context, command);
      const value = await valueFrom({ text: options.value, file: options.file }, session.deps);
      if (options.back === true && value === undefined) {
        throw new Usage(
          `Cannot hand back "${step}": its result is missing`,
          "Give it with --value or --file",
        );
      }
      await session.desk(async (desk) => {
        const outcome =
          value === undefined ? await desk.take(n, step) : await desk.handBack(n, step, value);
        context.exit = finish(session, outcome, n);
      });
    });
  examples(take, [
    ["take 12 brief", "from now on you do it"],
    ["take 12 brief --back --file brief.yaml", "it goes on with your result"],
  ]);
}
