import type {
  Receipt,
  Removed,
  RetentionKind,
  RetentionPlan,
} from "../../../api/contract/retention.ts";
import { dayInWords, dayOf } from "../../../value/locale.ts";
import { reach } from "../../remedy.ts";
import type { Frame } from "../frame.ts";
import { hang, wrap } from "../layout.ts";
import { outcomeLines } from "../outcome.ts";
import { size } from "../size.ts";
import { plural } from "../words.ts";

/** Each rule, what goes by it now, and what stays in spite of it. */
export function planLines(plan: RetentionPlan, frame: Frame): string[] {
  const { kinds, forGood, countedTo, now, nextAt, hindered } = plan;
  const on = (at: number) => dayInWords(dayOf(at, plan.timeZone));
  const part = (label: string, text: string) => hang(label, text, frame.width);
  const goes = kinds.reduce((sum, kind) => sum + kind.goes.entries, 0);
  return [
    ...kinds.flatMap((kind) => kindLines(kind, on, frame)),
    "",
    ...part("Kept for good: ", forGood.join("; ")),
    ...(hindered === "" ? [] : ["", ...wrap(reach(hindered, frame.typed), frame.width)]),
    ...(countedTo >= now
      ? []
      : wrap(
          `Ages are counted up to ${on(countedTo)} only: it is long since this was looked at, and the clock may be wrong. The rest follows, a month more each time.`,
          frame.width,
        )),
    "",
    ...wrap(
      goes === 0
        ? `Nothing is due. Looked at next on ${on(nextAt)}, while Mainstay runs.`
        : `${plural(goes, "entry", "entries")} due: they go on ${on(nextAt)}, while Mainstay runs, or now: ${frame.typed("retention run")}`,
      frame.width,
    ),
  ];
}

function kindLines(kind: RetentionKind, on: (at: number) => string, frame: Frame): string[] {
  const part = (label: string, text: string) => hang(label, text, frame.width);
  const title = `${kind.kind}: ${kind.what}`;
  if (!kind.ends) return wrap(`${title}: kept for good (${thereText(kind)})`, frame.width);
  return [
    ...wrap(frame.paint.strong(title), frame.width),
    ...part("  Kept     ", kind.rule),
    ...part(
      "  There    ",
      kind.entries === 0 && kind.removed === 0 ? "nothing yet" : thereText(kind),
    ),
    ...part("  Goes now ", kind.goes.entries === 0 ? "nothing" : amountText(kind.goes)),
    ...(kind.nextAt === null ? [] : part("  Next     ", on(kind.nextAt))),
    ...kind.stays.flatMap(({ entries, why }) => part("  Stays    ", `${entries}: ${why}`)),
  ];
}

function thereText({ entries, bytes, removed }: RetentionKind): string {
  const there = entries === 0 ? "nothing there yet" : amountText({ entries, bytes });
  return removed === 0 ? there : `${there}; ${removed.toLocaleString("en")} removed before`;
}

function amountText({ entries, bytes }: { entries: number; bytes: number }): string {
  return `${plural(entries, "entry", "entries")}, ${size(bytes)}`;
}

export function removedLines(removed: Removed, frame: Frame): string[] {
  const { ok, message, receipt } = removed;
  if (!ok && receipt === null) return outcomeLines(removed, null, frame);
  const said = wrap(reach(message, frame.typed), frame.width);
  return receipt === null ? said : [...said, ...receiptLines(receipt, frame)];
}

const stores: Readonly<Record<string, string>> = {
  values: "contents in the history",
  files: "files",
  keys: "keys",
  words: "found by their words",
  vectors: "found by their meaning",
  facts: "facts on record",
  names: "names and addresses",
};

/** What was removed of each store, and what was found there afterwards. */
export function receiptLines(receipt: Receipt, frame: Frame): string[] {
  const { lastCopyAt, copies, timeZone } = receipt;
  const part = (label: string, text: string) => hang(label, text, frame.width);
  return [
    ...receipt.stores.flatMap(({ store, removed, left }, i) =>
      part(
        i === 0 ? "  Receipt  " : "           ",
        `${stores[store] ?? store}: ${removed.toLocaleString("en")} removed, ${left} found afterwards`,
      ),
    ),
    ...part(
      "  Copies   ",
      copies === "none"
        ? "no backup holds one"
        : copies === "asBackups" || lastCopyAt === null
          ? "backups of before hold it for as long as they are kept"
          : `the last one in older backups dies on ${dayInWords(dayOf(lastCopyAt, timeZone))}, with a backup that is made then or later`,
    ),
  ];
}
