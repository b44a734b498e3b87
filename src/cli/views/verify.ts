import type { VerifyView } from "../proofs.ts";
import { commandLines, hangWhole } from "./commands.ts";
import type { Frame } from "./frame.ts";
import { hang } from "./layout.ts";
import { size } from "./size.ts";
import { plural } from "./words.ts";

/** Whether the history is what was recorded: what proves it, or where it is not. */
export function verifyLines(view: VerifyView, frame: Frame): string[] {
  return view.ok ? soundLines(view, frame) : brokenLines(view, frame);
}

function soundLines(view: VerifyView, frame: Frame): string[] {
  const { entries, values, files } = view;
  const gone =
    values.gone === 0
      ? ""
      : `; ${values.gone.toLocaleString("en")} forgotten, or past ${values.gone === 1 ? "its" : "their"} time`;
  return [
    `${frame.paint.good("Sound")}: ${entries === 1 ? "the one entry is" : `all ${entries.toLocaleString("en")} entries are`} as recorded`,
    ...marked("✓", `${plural(values.kept, "piece")} of content as recorded${gone}`, frame),
    ...marked("✓", `${plural(files.count, "file")} (${size(files.bytes)}) as kept`, frame),
    ...checkpointsLines(view, frame),
    "",
    ...trustLines(view, frame),
  ];
}

function brokenLines(view: VerifyView, frame: Frame): string[] {
  const sound = view.checkpoints.findLast(({ fits }) => fits === true);
  const upTo =
    sound === undefined
      ? []
      : marked("✓", `Up to entry ${sound.size} it is what was signed in "${sound.file}"`, frame);
  const more = view.more === 0 ? [] : [`  and ${view.more.toLocaleString("en")} more`];
  const remedy = `keep "${view.data}" as it is; a checkpoint that you kept elsewhere may tell more nearly where it was changed. Restore the newest backup: ${frame.typed("restore --aside")}`;
  return [
    `${frame.paint.bad("Not sound")}: the history in "${view.data}" is not what was recorded`,
    ...view.findings.flatMap(({ message }) => marked("✗", message, frame)),
    ...more,
    ...upTo,
    ...hangWhole("  Do  ", remedy, frame),
    "",
    ...trustLines(view, frame),
  ];
}

function checkpointsLines({ checkpoints, entries }: VerifyView, frame: Frame): string[] {
  const kept = checkpoints.filter((each) => each.kept);
  const newest = kept.at(-1);
  const over = (n: number) =>
    n === entries ? "all entries" : `the first ${n.toLocaleString("en")} entries`;
  const given = checkpoints
    .filter((each) => !each.kept)
    .flatMap(({ file, size: n }) => marked("✓", `"${file}" fits, over ${over(n)}`, frame));
  if (newest === undefined) return given;
  const count = `${plural(kept.length, "checkpoint")} in the data folder ${kept.length === 1 ? "fits" : "fit"}`;
  return [...marked("✓", `${count}, the newest over ${over(newest.size)}`, frame), ...given];
}

/** Without a key from elsewhere the proof is only as good as the folder that it lies in. */
function trustLines({ trusted, checkpoints }: VerifyView, frame: Frame): string[] {
  if (trusted.named)
    return hang("", "Signatures were checked with the key that you named", frame.width);
  const isSigned = trusted.keys.length > 0 || checkpoints.length > 0;
  const next = isSigned ? "ledger verify --checkpoint FILE --key KEY" : "ledger checkpoint";
  const what = trustIn(trusted.keys.length > 0, checkpoints.length > 0);
  return [...hang("", what, frame.width), ...commandLines([[next, ""]], frame, 2)];
}

function trustIn(hasKey: boolean, hasCheckpoints: boolean): string {
  if (hasKey && hasCheckpoints) {
    return "Signatures were checked with the key in the data folder: whoever can change everything there could have signed anew. Stronger is a checkpoint and a key that you kept elsewhere:";
  }
  if (hasKey || hasCheckpoints) {
    return "No signature could be checked with what lies in the data folder. A checkpoint and a key that you kept elsewhere can tell whether the history is what was signed:";
  }
  return "Nothing was ever signed here, so this shows that the history fits together, and no more. Sign it, and keep what is printed elsewhere:";
}

function marked(mark: "✓" | "✗", text: string, frame: Frame): string[] {
  const paint = mark === "✓" ? frame.paint.good : frame.paint.bad;
  return hang(`${mark} `, text, frame.width).map((line) =>
    line.startsWith(mark) ? paint(mark) + line.slice(1) : line,
  );
}
