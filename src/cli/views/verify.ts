import { shellWord } from "../../value/shell.ts";
import type { VerifyView } from "../deps/proofs.ts";
import { reach } from "../remedy.ts";
import { commandLines, hangWhole } from "./commands.ts";
import type { Frame } from "./frame.ts";
import { hang } from "./layout.ts";
import { size } from "./size.ts";
import { capital, plural } from "./words.ts";

/** Whether the history is what was recorded: what proves it, or where it is not. */
export function verifyLines(view: VerifyView, frame: Frame): string[] {
  return [
    ...(view.sound ? soundLines(view, frame) : brokenLines(view, frame)),
    ...remedyLines(view, frame),
    "",
    ...trustLines(view, frame),
  ];
}

/** Sound in itself, though something beside it may not be. */
function soundLines(view: VerifyView, frame: Frame): string[] {
  const { ok, entries, values, files, findings } = view;
  const gone =
    values.gone === 0
      ? ""
      : `; ${values.gone.toLocaleString("en")} forgotten, or past ${values.gone === 1 ? "its" : "their"} time`;
  const all = `${entries === 1 ? "the one entry is" : `all ${entries.toLocaleString("en")} entries are`} as recorded`;
  return [
    ...(ok
      ? [`${frame.paint.good("Sound")}: ${all}`]
      : hang(
          "",
          `${frame.paint.warn("Sound in itself")}: ${all}. But something is wrong with ${beside(view)}:`,
          frame.width,
        )),
    ...findings.flatMap(({ message }) => marked("✗", message, frame)),
    ...more(view),
    ...marked("✓", `${plural(values.kept, "piece")} of content as recorded${gone}`, frame),
    ...(view.listAhead ? marked("·", ahead, frame) : []),
    ...marked("✓", `${plural(files.count, "file")} (${size(files.bytes)}) as kept`, frame),
    ...keptLines(view, frame),
    ...givenLines(view, frame),
    ...marked("·", notLooked, frame),
  ];
}

const ahead =
  "Somebody was forgotten after this was backed up: the keys say so, and the history will say so at the next start";

/** The history tells what was read and done, not what became of those files since. */
const notLooked =
  "Not looked at: your books, and what lies in the folders of mail, letters and bank data";

const besides = {
  derived: "what is derived from it",
  keys: "the keys to its content",
  signed: "what was signed over it",
};

function beside({ findings }: VerifyView): string {
  const hurt = (["derived", "keys", "signed"] as const).filter((each) =>
    findings.some(({ about }) => about === each),
  );
  return hurt.map((each) => besides[each]).join(", and with ");
}

function brokenLines(view: VerifyView, frame: Frame): string[] {
  const { checkpoints, findings } = view;
  const signed = checkpoints.findLast(({ fits }) => fits === true);
  return [
    `${frame.paint.bad("Not sound")}: the history in "${view.data}" is not what was recorded`,
    ...findings.flatMap(({ message }) => marked("✗", message, frame)),
    ...more(view),
    ...(signed === undefined ? [] : marked("✓", upTo(signed, view), frame)),
    ...givenLines(view, frame),
  ];
}

function more({ more: n }: VerifyView): string[] {
  return n === 0 ? [] : [`  and ${n.toLocaleString("en")} more`];
}

/** The tree is over what the entries were: it fits, too, where only their bytes were changed since. */
function upTo({ file, size: n }: VerifyView["checkpoints"][number], view: VerifyView): string {
  const within = view.more > 0 || view.findings.some(({ from }) => (from ?? n) <= n);
  return within
    ? `Nothing else was changed up to entry ${n}: the digests that stand there are those that were signed in "${file}"`
    : `Up to entry ${n} it is what was signed in "${file}"`;
}

/** What each finding asks for; for the history itself, one remedy, which brings the keys back, too. */
function remedyLines(view: VerifyView, frame: Frame): string[] {
  const own = view.findings
    .filter(({ about }) => view.sound || about === "signed")
    .map(({ remedy }) => remedy)
    .filter((each) => each !== undefined);
  const isGiven = view.checkpoints.some(({ kept }) => !kept);
  const nearer = isGiven
    ? ""
    : "; a checkpoint that you kept elsewhere may tell more nearly where it was changed";
  const whole = `keep "${view.data}" as it is${nearer}. Restore the newest backup: "mainstay restore --aside"`;
  const remedies = view.sound ? own : [whole, ...own];
  return [...new Set(remedies)].flatMap((each) =>
    hangWhole("  Do  ", reach(capital(each), frame.typed), frame),
  );
}

function over(n: number, { entries }: VerifyView): string {
  return n === entries ? "all entries" : `the first ${n.toLocaleString("en")} entries`;
}

function keptLines(view: VerifyView, frame: Frame): string[] {
  const fitting = view.checkpoints.filter(({ kept, fits }) => kept && fits === true);
  const newest = fitting.at(-1);
  if (newest === undefined) return [];
  const count = `${plural(fitting.length, "checkpoint")} in the data folder ${fitting.length === 1 ? "fits" : "fit"}`;
  const { missedAt } = view;
  const since = missedAt === null ? "" : `; those of before are gone since ${utcDay(missedAt)}`;
  return marked("✓", `${count}, the newest over ${over(newest.size, view)}${since}`, frame);
}

/** Each that she gave has a verdict of its own. */
function givenLines(view: VerifyView, frame: Frame): string[] {
  return view.checkpoints
    .filter(({ kept }) => !kept)
    .flatMap(({ file, size: n, fits }) => {
      if (fits === null)
        return marked("✗", `"${file}" cannot be compared: entries are missing`, frame);
      const text = fits
        ? `fits, over ${over(n, view)}`
        : `does not fit, over ${plural(n, "entry", "entries")}`;
      return marked(fits ? "✓" : "✗", `"${file}" ${text}`, frame);
    });
}

function utcDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** Without a key from elsewhere the proof is only as good as the folder that it lies in. */
function trustLines({ trusted, checkpoints }: VerifyView, frame: Frame): string[] {
  if (trusted.named)
    return hang("", "Signatures were checked with the key that you named", frame.width);
  const isSigned = trusted.keys.length > 0 || checkpoints.length > 0;
  const given = checkpoints.find(({ kept }) => !kept);
  const next = isSigned
    ? `ledger verify --checkpoint ${given === undefined ? "FILE" : shellWord(given.file)} --key KEY`
    : "ledger checkpoint";
  const what = trustIn(trusted.keys.length > 0, checkpoints.length > 0, given !== undefined);
  return [...hang("", what, frame.width), ...commandLines([[next, ""]], frame, 2)];
}

function trustIn(hasKey: boolean, hasCheckpoints: boolean, isGiven: boolean): string {
  if (hasKey && isGiven) {
    return "Signatures were checked with the key in the data folder, which may have been exchanged there. Stronger is the key that you kept with your checkpoint:";
  }
  if (hasKey && hasCheckpoints) {
    return "Signatures were checked with the key in the data folder: whoever can change everything there could have signed anew. Stronger is a checkpoint and a key that you kept elsewhere:";
  }
  if (hasKey || hasCheckpoints) {
    return "No signature could be checked with what lies in the data folder. A checkpoint and a key that you kept elsewhere can tell whether the history is what was signed:";
  }
  return "Nothing was ever signed here, so this shows that the history fits together, and no more. Sign it, and keep what is printed elsewhere:";
}

function marked(mark: "✓" | "✗" | "·", text: string, frame: Frame): string[] {
  const paint =
    mark === "✓" ? frame.paint.good : mark === "✗" ? frame.paint.bad : frame.paint.faint;
  return hang(`${mark} `, text, frame.width).map((line) =>
    line.startsWith(mark) ? paint(mark) + line.slice(1) : line,
  );
}
