import { type Command, Help } from "commander";
import { type Context, sessionOf } from "../context.ts";
import type { WhichBackup } from "../deps/backup.ts";
import { Usage } from "../errors.ts";
import { exit } from "../exit.ts";
import { examples } from "../help.ts";
import { progressLines } from "../progress.ts";
import {
  backupLines,
  initLines,
  listLines,
  pruneLines,
  restoreLines,
  verifyLines,
} from "../views/backup.ts";
import { numberLines } from "../views/numbers.ts";
import { finish } from "./answer.ts";

export function addBackup(root: Command, context: Context): void {
  const backup = root
    .command("backup")
    .description(
      "Makes a backup now, encrypted, while the company works. Also by itself every day.",
    )
    .summary("make a backup now; set backups up")
    .option("--to <dir>", "another backup folder, this once")
    .action(async (options: { to?: string }, command: Command) => {
      const session = sessionOf(context, command);
      const { to = null } = options;
      const view = await session.deps.backup.now(session.place, { to }, progressLines(session));
      session.show(view, backupLines);
    });
  examples(backup, [
    ["backup init", "sets backups up, once"],
    ["backup", "makes one now"],
    ["backup verify --identity FILE", "proves that the newest can be restored"],
  ]);
  addInit(backup, context);
  addList(backup, context);
  addVerify(backup, context);
  addPrune(backup, context);
  for (const each of backup.commands) hideTo(each);
}

/** `--to` of the command above is for a backup made now; init has words of its own for it. */
function hideTo(command: Command): void {
  command.configureHelp({
    ...command.configureHelp(),
    visibleGlobalOptions(this: Help, each) {
      const all = Help.prototype.visibleGlobalOptions.call(this, each);
      return all.filter(({ long }) => long !== "--to");
    },
  });
}

function addInit(backup: Command, context: Context): void {
  const init = backup
    .command("init")
    .description(
      "Sets backups up, and tells once the identity that opens them. Keep it away from this computer: whoever has it reads every backup, and without it nobody does.",
    )
    .summary("set backups up")
    .option("--to <dir>", "the backup folder, best on another disk")
    .option("--recipient <age1…>", "for an identity that you have already")
    .action(async (options: { recipient?: string }, command: Command) => {
      const session = sessionOf(context, command);
      const { recipient = null } = options;
      // The option of the command above takes it, wherever it stands.
      const { to = null } = command.optsWithGlobals<{ to?: string }>();
      session.show(await session.deps.backup.init(session.place, { to, recipient }), initLines);
    });
  examples(init, [
    ["backup init", "into the folder backups beside the data"],
    ["backup init --to /media/usb/studio", "onto another disk"],
  ]);
}

function addList(backup: Command, context: Context): void {
  const list = backup
    .command("list")
    .description("The backups there are, the newest last.")
    .summary("the backups there are")
    .option("--from <dir>", "in this backup folder")
    .action(async (options: { from?: string }, command: Command) => {
      const session = sessionOf(context, command);
      const { from = null } = options;
      const view = await session.deps.backup.list(session.place, { from });
      session.show(view, listLines);
      if (view.spoilt.length > 0) context.exit = exit.failed;
    });
  examples(list, [["backup list", "with what each is worth"]]);
}

type Which = {
  from?: string;
  snapshot?: string;
  identity?: string;
  signer?: string;
  unsigned?: boolean;
};

function addWhich(command: Command): Command {
  return command
    .option("--snapshot <id>", "which one (default: the newest)")
    .option("--identity <file>", "the identity file (or MAINSTAY_BACKUP_IDENTITY)")
    .option("--signer <key>", "who must have signed it, where the identity file does not say")
    .option("--unsigned", "whoever made it: nobody vouches for it then");
}

function whichOf({ from, snapshot, identity, signer, unsigned = false }: Which): WhichBackup {
  if (unsigned && signer !== undefined) {
    throw new Usage(
      "Cannot both ask for a signer and go on without one",
      "leave out --signer or --unsigned",
    );
  }
  return {
    from: from ?? null,
    snapshot: snapshot ?? null,
    identity: identity ?? null,
    signer: signer ?? null,
    unsigned,
  };
}

function addVerify(backup: Command, context: Context): void {
  const verify = backup
    .command("verify")
    .description(
      "Checks a backup. With its identity it is restored into a folder that is removed again: every entry, value, file and key.",
    )
    .summary("prove that a backup can be restored")
    .option("--from <dir>", "in this backup folder");
  addWhich(verify).action(async (options: Which, command: Command) => {
    const session = sessionOf(context, command);
    const how = whichOf(options);
    const view = await session.deps.backup.verify(session.place, how, progressLines(session));
    session.show(view, verifyLines);
    if (view.amiss.length > 0) context.exit = exit.failed;
  });
  examples(verify, [
    ["backup verify --identity key.txt", "by an actual restore"],
    ["backup verify", "only that all of it is there and unchanged"],
  ]);
}

function addPrune(backup: Command, context: Context): void {
  const prune = backup
    .command("prune")
    .description("Removes backups that are older than your files want them kept.")
    .summary("remove old backups")
    .option("--from <dir>", "in this backup folder")
    .option("--plan", "only say what would go")
    .action(async (options: { from?: string; plan?: boolean }, command: Command) => {
      const session = sessionOf(context, command);
      const { from = null, plan = false } = options;
      session.show(await session.deps.backup.prune(session.place, { from, plan }), pruneLines);
    });
  examples(prune, [["backup prune --plan", "what would go, and what stays"]]);
}

type Restore = Which & { forgotten?: string; keysLost?: boolean; aside?: boolean };

export function addRestore(root: Command, context: Context): void {
  const restore = root
    .command("restore")
    .description(
      "Restores a backup into a new data folder, and checks every item of it. The company starts in quarantine: it sends nothing until you admit it.",
    )
    .summary("restore a backup")
    .option("--from <dir>", "the backup folder");
  addWhich(restore)
    .option("--forgotten <file>", "a newer list of forgotten clients")
    .option("--keys-lost", "go on without clients whose keys are lost for good")
    .option("--aside", "move what lies in the data folder out of the way")
    .action(async (options: Restore, command: Command) => {
      const session = sessionOf(context, command);
      const { forgotten = null, keysLost = false, aside = false } = options;
      const how = { ...whichOf(options), forgotten, keysLost, aside };
      const view = await session.deps.backup.restore(session.place, how, progressLines(session));
      session.show(view, restoreLines);
    });
  examples(restore, [
    ["restore --from /media/usb/studio --identity key.txt --data new", "into the folder new"],
    ["restore --identity key.txt --aside", "in the place of what is there"],
  ]);
}

export function addAdmit(root: Command, context: Context): void {
  const admit = root
    .command("admit")
    .description(
      "Lets a company act again that was restored or copied. First everything is looked up that may have happened elsewhere. No other copy of it may run any more.",
    )
    .summary("let a restored company act again")
    .option("--others-off", "no other copy of this company runs any more")
    .action((options: { othersOff?: boolean }, command: Command) => {
      const session = sessionOf(context, command);
      return session.desk(async (desk) => {
        const { quarantine } = await desk.status();
        if (session.asking) session.say(numberLines(quarantine?.numbers ?? [], session.frame));
        const said =
          options.othersOff === true ||
          (session.asking &&
            (await session.deps.prompts.confirm(
              "Is the old company off for good, on every other machine and in every other folder?",
            )));
        context.exit = finish(session, await desk.admit(said), null);
      });
    });
  examples(admit, [
    ["admit", "asks whether the old one is off"],
    ["admit --others-off", "says that it is"],
  ]);
}
