import { type Argument, Command, CommanderError, Help } from "commander";
import { addAnswers } from "./commands/answer.ts";
import { addArrivals } from "./commands/arrivals.ts";
import { addAdmit, addBackup, addRestore } from "./commands/backup.ts";
import { addBring } from "./commands/bring.ts";
import { addControls } from "./commands/control.ts";
import { addDiagram } from "./commands/diagram.ts";
import { addClient } from "./commands/memory/aliases.ts";
import { addFacts } from "./commands/memory/facts.ts";
import { addForget } from "./commands/forget.ts";
import { addHeuristics } from "./commands/memory/heuristics.ts";
import { addHistory } from "./commands/history.ts";
import { addInbox } from "./commands/inbox.ts";
import { addInit } from "./commands/init.ts";
import { addJobs } from "./commands/jobs.ts";
import { addMigrate } from "./commands/migrate.ts";
import { addService } from "./commands/service.ts";
import { addEpisodes } from "./commands/memory/episodes.ts";
import { addRecall } from "./commands/memory/recall.ts";
import { addReport } from "./commands/report.ts";
import { addRetention } from "./commands/memory/retention.ts";
import { addShow } from "./commands/show.ts";
import { addModels } from "./commands/models.ts";
import { addMemory } from "./commands/memory/memory.ts";
import { addMerge } from "./commands/merge.ts";
import { addSignals } from "./commands/memory/signals.ts";
import { addTest } from "./commands/test.ts";
import { addTransfer } from "./commands/transfer.ts";
import { addTour } from "./commands/tour.ts";
import { addTry } from "./commands/try.ts";
import { addUp } from "./commands/up.ts";
import { addWorkspace } from "./commands/workspace.ts";
import type { Context } from "./context.ts";
import type { Deps } from "./deps/deps.ts";
import { exit } from "./exit.ts";
import { examples } from "./help.ts";
import { tell } from "./tell.ts";
import { readable } from "./views/frame.ts";

/** Carries out one command line and answers its exit code. */
export async function commandLine(argv: readonly string[], deps: Deps): Promise<number> {
  const context: Context = { deps, place: { data: null, workspace: null }, exit: exit.done };
  try {
    await program(context).parseAsync(argv.length === 0 ? ["--help"] : argv, { from: "user" });
    return context.exit;
  } catch (error) {
    // Commander has said it already: help, the version, or what was typed wrongly.
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return exit.done;
      if (argv.includes("--json")) deps.stdout(`${JSON.stringify(problemOf(error))}\n`);
      return exit.usage;
    }
    const how = { json: argv.includes("--json"), debug: argv.includes("--debug") };
    return tell(error, deps, context.place, how);
  }
}

function program(context: Context): Command {
  const { deps } = context;
  const root: Command = new Command("mainstay")
    .description(
      "The operating system of a one-person company.\nYour files say how it works; you decide what leaves.",
    )
    .version(deps.version, "-V, --version", "the version of Mainstay")
    .option("--data <dir>", "where the company's data lie (or MAINSTAY_HOME)")
    .option("--workspace <dir>", "where the company's files lie (default: here)")
    .option("--json", "answer as JSON")
    .option("--debug", "tell everything about an error")
    .helpOption("-h, --help", "this help")
    .configureHelp({
      showGlobalOptions: true,
      // A command inherits what reaches the company; options of the command above it are not its own.
      visibleGlobalOptions: (command) =>
        usual.visibleGlobalOptions(command).filter((option) => root.options.includes(option)),
      visibleCommands: (command) =>
        usual.visibleCommands(command).filter(({ parent }) => parent === command),
      subcommandTerm: (command) =>
        [command.name(), ...command.registeredArguments.map(named)].join(" "),
    })
    .configureOutput({
      writeOut: deps.stdout,
      writeErr: deps.stderr,
      getOutHelpWidth: () => readable(deps.columns),
      getErrHelpWidth: () => readable(deps.columns),
      outputError: (text, write) => write(said(text)),
    })
    .exitOverride();
  examples(root, [
    ["start", "the example company, on this computer only"],
    ["inbox", "what waits for you"],
    ["approve 17", "says yes to number 17"],
  ]);
  root.addHelpCommand(
    new Command("help")
      .argument("[command]")
      .description("help for a command")
      .helpGroup("Every day:"),
  );
  root.commandsGroup("Every day:");
  addUp(root, context);
  addInbox(root, context);
  addArrivals(root, context);
  addShow(root, context);
  addAnswers(root, context);
  addService(root, context);
  addReport(root, context);
  root.commandsGroup("Try it:");
  addTry(root, context);
  addTour(root, context);
  addTest(root, context);
  root.commandsGroup("Jobs:");
  addJobs(root, context);
  addMerge(root, context);
  addClient(root, context);
  addForget(root, context);
  root.commandsGroup("Stop and go on:");
  addControls(root, context);
  addAdmit(root, context);
  root.commandsGroup("Your company's files:");
  addInit(root, context);
  addBring(root, context);
  addWorkspace(root, context);
  addDiagram(root, context);
  root.commandsGroup("What it knows:");
  addRecall(root, context);
  addEpisodes(root, context);
  addFacts(root, context);
  addMemory(root, context);
  addRetention(root, context);
  addSignals(root, context);
  addHeuristics(root, context);
  root.commandsGroup("Health and history:");
  addHistory(root, context);
  addModels(root, context);
  addBackup(root, context);
  addRestore(root, context);
  addTransfer(root, context);
  addMigrate(root, context);
  pointToOwnHelp(root, "npx mainstay");
  return root;
}

/** What was typed wrongly is explained by the help of the very command. */
function pointToOwnHelp(command: Command, typed: string): void {
  command.showHelpAfterError(`Help: ${typed} --help`);
  for (const each of command.commands) pointToOwnHelp(each, `${typed} ${each.name()}`);
}

const usual = Object.assign(new Help(), { showGlobalOptions: true });

function named(argument: Argument): string {
  return argument.required ? `<${argument.name()}>` : `[${argument.name()}]`;
}

function problemOf({ message }: CommanderError) {
  const you = "npx mainstay --help";
  return { ok: false, code: "usage", message: said(message), did: "nothing was changed", you };
}

/** Commander's "error: unknown command 'x'" as a sentence of ours. */
function said(text: string): string {
  const plain = text.replace(/^error: /, "");
  return plain.slice(0, 1).toUpperCase() + plain.slice(1).replaceAll(/'([^'\n]*)'/g, '"$1"');
}
