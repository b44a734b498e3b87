import { type Command, InvalidArgumentError } from "commander";
import { type Context, count, sessionOf } from "../context.ts";
import { Usage } from "../errors.ts";
import { exit } from "../exit.ts";
import { examples } from "../help.ts";
import { progressLines } from "../progress.ts";
import { clean } from "../views/layout.ts";
import { ledgerLines } from "../views/ledger.ts";
import {
  checkLines,
  checkpointLines,
  continuedLines,
  proofHint,
  proofLines,
} from "../views/proof.ts";
import { verifyLines } from "../views/verify.ts";

type LedgerOptions = { after: number; limit: number; stream?: string; content?: boolean };

export function addLedger(root: Command, context: Context): void {
  const ledger = root
    .command("ledger")
    .description("The history itself, as it is kept: every fact, by whom, because of what.")
    .summary("the history as it is kept, and proofs of it")
    .option("--after <n>", "only what follows this place", count, 0)
    .option("--stream <name>", "only of this stream")
    .option("--limit <n>", "at most so many", count, 100)
    .option("--content", "with what each entry says")
    .action((options: LedgerOptions, command: Command) => {
      const session = sessionOf(context, command);
      const { after, limit, stream } = options;
      return session.desk(async (desk) => {
        const lines = await desk.ledger({
          after,
          limit,
          ...(stream === undefined ? {} : { stream }),
        });
        if (session.json) return lines.forEach(session.row);
        const { timeZone } = await desk.status();
        const view = { lines: clean(lines), timeZone, data: options.content === true };
        return session.say(ledgerLines(view, session.frame));
      });
    });
  examples(ledger, [
    ["ledger", "the first 100 entries"],
    ["ledger --after 100 --json", "what follows, one line of JSON each"],
    ["ledger verify", "is it what was recorded?"],
  ]);
  addVerify(ledger, context);
  addCheckpoint(ledger, context);
  addProve(ledger, context);
  addCheckProof(ledger, context);
  // What limits the list is nothing to those below it.
  for (const each of ledger.commands) {
    each.configureHelp({ ...each.configureHelp(), visibleGlobalOptions: () => [...root.options] });
  }
}

function addVerify(ledger: Command, context: Context): void {
  const verify = ledger
    .command("verify")
    .description(
      "Reads the whole history and proves that nothing in it was changed, removed, moved or cut off, or says where. It changes nothing, and the company may run meanwhile.",
    )
    .summary("prove that nothing was changed")
    .option("--checkpoint <file>", "one that you kept elsewhere; may be repeated", collect)
    .option("--key <key>", "the key that you kept with it; may be repeated", collect)
    .action(async (options: { checkpoint?: string[]; key?: string[] }, command: Command) => {
      const session = sessionOf(context, command);
      const view = await session.deps.proofs.verify(
        session.place,
        { checkpoints: options.checkpoint ?? [], keys: options.key ?? [] },
        progressLines(session),
      );
      session.show(view, verifyLines);
      if (!view.ok) context.exit = exit.failed;
    });
  examples(verify, [
    ["ledger verify", "against what is kept in the data folder"],
    ["ledger verify --checkpoint mailed.note --key KEY", "against what you kept elsewhere"],
  ]);
}

function addCheckpoint(ledger: Command, context: Context): void {
  const checkpoint = ledger
    .command("checkpoint")
    .description(
      "Signs what the history is now, in four lines that can leave this computer. Kept elsewhere, they prove later that nothing before them was changed.",
    )
    .summary("sign what the history is now")
    .option("--out <file>", "also write it to this file")
    .action(async (options: { out?: string }, command: Command) => {
      const session = sessionOf(context, command);
      const out = options.out ?? null;
      session.show(await session.deps.proofs.checkpoint(session.place, out), checkpointLines);
    });
  examples(checkpoint, [
    ["ledger checkpoint", "to mail to yourself, or to print"],
    ["ledger checkpoint --out today.note", "as a file"],
  ]);
}

function addProve(ledger: Command, context: Context): void {
  const prove = ledger
    .command("prove")
    .argument("[entry]", "its number, as ledger shows it", entry)
    .description(
      "Makes a proof for somebody who has nothing but your key: that one entry stands in the history, or, with --from, that the history continues an older state of it, so that nothing before was changed. It holds ids and digests, and no content.",
    )
    .summary("a proof of one entry, or of two states, for others")
    .option("--from <n>", "the older state: the history of so many entries", entry)
    .option("--to <n>", "the newer state; without it, all entries", entry)
    .option("--out <file>", "write it to this file")
    .action(async (n: number | undefined, options: ProveOptions, command: Command) => {
      const session = sessionOf(context, command);
      const { proofs, stdout, stderr } = session.deps;
      const { from, to = null, out = null } = options;
      if (n !== undefined && from === undefined && to === null) {
        const view = await proofs.prove(session.place, n, out);
        if (session.json || view.out !== null) return session.show(view, proofLines);
        // The proof alone, so that it can be led into a file.
        stdout(view.proof);
        return stderr(`${proofHint(view, session.frame).join("\n")}\n`);
      }
      if (n !== undefined || from === undefined) {
        throw new Usage(
          "Cannot prove that: one entry is named, or with --from an older state, and not both",
          'see "mainstay ledger prove --help"',
        );
      }
      const view = await proofs.proveContinued(session.place, { from, to }, out);
      if (session.json || view.out !== null) return session.show(view, continuedLines);
      stdout(view.proof);
      return stderr(`${proofHint(view, session.frame).join("\n")}\n`);
    });
  examples(prove, [
    ["ledger prove 17 --out entry-17.json", "one entry, as a file"],
    ["ledger prove --from 300 --out since-300.json", "that all of today continues the first 300"],
    ["ledger prove --from 300 --to 552", "that the first 552 do"],
  ]);
}

type ProveOptions = { from?: number; to?: number; out?: string };

function addCheckProof(ledger: Command, context: Context): void {
  const check = ledger
    .command("check-proof")
    .argument("<file>", "the proof, as prove makes it")
    .description(
      "Checks a proof of one entry, or of two states of the history, with nothing but the key of whoever signed it.",
    )
    .summary("check such a proof")
    .requiredOption("--key <key>", "the key of whoever signed it")
    .option("--checkpoint <file>", "one that you kept: the older state must be this one")
    .action(async (file: string, options: CheckOptions, command: Command) => {
      const session = sessionOf(context, command);
      const { key, checkpoint = null } = options;
      session.show(await session.deps.proofs.check(file, key, checkpoint), checkLines);
    });
  examples(check, [
    ["ledger check-proof entry-17.json --key KEY", "no company is needed"],
    [
      "ledger check-proof since-300.json --key KEY --checkpoint mailed.note",
      "does it continue what I kept?",
    ],
  ]);
}

type CheckOptions = { key: string; checkpoint?: string };

function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

function entry(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) {
    throw new InvalidArgumentError("Give the number of an entry, as ledger shows it.");
  }
  return Number(text);
}
