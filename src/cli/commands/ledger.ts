import { type Command, InvalidArgumentError } from "commander";
import { type Context, count, sessionOf } from "../context.ts";
import { exit } from "../exit.ts";
import { examples } from "../help.ts";
import { progressLines } from "../progress.ts";
import { clean } from "../views/layout.ts";
import { ledgerLines } from "../views/ledger.ts";
import { checkLines, checkpointLines, proofHint, proofLines } from "../views/proof.ts";
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
    .argument("<entry>", "its number, as ledger shows it", entry)
    .description(
      "Makes a proof that one entry stands in the history, for somebody who has nothing but your key. It holds ids and digests, and no content.",
    )
    .summary("a proof of one entry, for others")
    .option("--out <file>", "write it to this file")
    .action(async (n: number, options: { out?: string }, command: Command) => {
      const session = sessionOf(context, command);
      const view = await session.deps.proofs.prove(session.place, n, options.out ?? null);
      if (session.json || view.out !== null) return session.show(view, proofLines);
      // The proof alone, so that it can be led into a file.
      session.deps.stdout(view.proof);
      session.deps.stderr(`${proofHint(view, session.frame).join("\n")}\n`);
    });
  examples(prove, [["ledger prove 17 --out entry-17.json", "as a file"]]);
}

function addCheckProof(ledger: Command, context: Context): void {
  const check = ledger
    .command("check-proof")
    .argument("<file>", "the proof, as prove makes it")
    .description("Checks a proof of one entry, with nothing but the key of whoever signed it.")
    .summary("check such a proof")
    .requiredOption("--key <key>", "the key of whoever signed it")
    .action(async (file: string, options: { key: string }, command: Command) => {
      const session = sessionOf(context, command);
      session.show(await session.deps.proofs.check(file, options.key), checkLines);
    });
  examples(check, [["ledger check-proof entry-17.json --key KEY", "no company is needed"]]);
}

function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

function entry(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) {
    throw new InvalidArgumentError("Give the number of an entry, as ledger shows it.");
  }
  return Number(text);
}
