import { basename } from "node:path";
import type { CheckpointView, CheckView, ContinuedProofView, ProofView } from "../deps/proofs.ts";
import { commandLines } from "./commands.ts";
import type { Frame } from "./frame.ts";
import { hang } from "./layout.ts";
import { full } from "./when.ts";

const all = (n: number) => (n === 1 ? "1 entry" : `${n.toLocaleString("en")} entries`);

/** The signed lines as they are, to be copied whole, and where to keep them. */
export function checkpointLines(view: CheckpointView, frame: Frame): string[] {
  const { note, key, size, out } = view;
  return [
    ...(out === null
      ? note.trimEnd().split("\n")
      : hang("", `${frame.paint.good("Signed")} ${all(size)}: "${out}"`, frame.width)),
    "",
    `Key  ${key}`,
    "",
    ...hang(
      "",
      "Keep both where this computer cannot reach them: mail them to yourself, or print them. Later they prove that nothing before them was changed:",
      frame.width,
    ),
    ...commandLines([["ledger verify --checkpoint FILE --key KEY", ""]], frame, 2),
  ];
}

export function proofLines(view: ProofView, frame: Frame): string[] {
  const { entry, size, out } = view;
  return [
    ...hang(
      "",
      `${frame.paint.good("Proven")}: entry ${entry} of ${size}, in "${out}"`,
      frame.width,
    ),
    "",
    ...proofHint(view, frame),
  ];
}

export function continuedLines(view: ContinuedProofView, frame: Frame): string[] {
  const { from, to, out } = view;
  const what = `the history of ${all(to)} begins with that of ${from.toLocaleString("en")}, in "${out}"`;
  return [
    ...hang("", `${frame.paint.good("Proven")}: ${what}`, frame.width),
    "",
    ...proofHint(view, frame),
  ];
}

/** What whoever gets the proof needs besides. */
export function proofHint({ key, out }: Pick<ProofView, "key" | "out">, frame: Frame): string[] {
  return [
    `Key  ${key}`,
    "",
    ...hang(
      "",
      "Hand over the key apart from the proof, so that nobody can exchange both. The proof is checked with:",
      frame.width,
    ),
    // Where it is checked there is no company.
    `  npx mainstay ledger check-proof ${out === null ? "FILE" : basename(out)} --key KEY`,
  ];
}

export function checkLines(view: CheckView, frame: Frame): string[] {
  const proven = (what: string) => hang("", `${frame.paint.good("Proven")}: ${what}`, frame.width);
  if ("from" in view) {
    const { from, to, roots, kept, key } = view;
    const older =
      kept === null ? `  Root of the first ${from.toLocaleString("en")}  ${roots.from}` : null;
    return [
      ...proven(
        `the history of ${all(to)} begins with that of ${from.toLocaleString("en")}${kept === null ? "" : `, which is the one in "${kept}"`}; this key signed both`,
      ),
      ...(older === null
        ? []
        : [
            older,
            ...hang(
              "",
              "Compare it with the third line of the checkpoint that you kept, or name that with --checkpoint",
              frame.width,
            ),
          ]),
      `  Key   ${key}`,
    ];
  }
  const { entry, type, stream, at, size, key } = view;
  const when = `${full(at, "UTC", 0)} UTC`;
  return [
    ...proven(`entry ${entry} stands in the history of ${all(size)} that this key signed`),
    ...hang("  What  ", `${type} in "${stream}"`, frame.width),
    ...hang("  When  ", when, frame.width),
    `  Key   ${key}`,
  ];
}
