import type { PurgePreview } from "../../../api/contract/retention.ts";
import { dayInWords, dayOf } from "../../../value/locale.ts";
import { reach } from "../../remedy.ts";
import { hangWhole } from "../commands.ts";
import type { Frame } from "../frame.ts";
import { hang } from "../layout.ts";
import { plural } from "../words.ts";

/** What removing one thing takes along, what of it stays, and until when copies of it live. */
export function purgeLines(preview: PurgePreview, frame: Frame): string[] {
  const { what, client, entries, copies, again, outside, lastCopyAt, hindered } = preview;
  const part = (label: string, text: string) => (text === "" ? [] : hang(label, text, frame.width));
  return [
    frame.paint.strong(`Removing ${what}${client === "" ? "" : `, of ${client}`}, for good`),
    ...part(
      "  Goes     ",
      entries === 0 ? "nothing: it was removed before" : plural(entries, "entry", "entries"),
    ),
    ...part(
      "           ",
      copies === 0
        ? ""
        : `${plural(copies, "entry that quotes", "entries that quote")} it, such as what a model was asked`,
    ),
    ...part(
      "  Anew     ",
      again.length === 0
        ? ""
        : `${again.join(", ")}: recorded again as it stands, without its older versions, because it was said in the same breath`,
    ),
    ...part("  Stays    ", jobsText(preview)),
    ...part("           ", othersText(preview)),
    ...part("  Outside  ", outside),
    ...part(
      "  Copies   ",
      lastCopyAt === null
        ? "no backup holds one"
        : `the last one in older backups dies on ${dayInWords(dayOf(lastCopyAt, preview.timeZone))}, with a backup that is made then or later`,
    ),
    ...(hindered === "" ? [] : hangWhole("  First    ", reach(hindered, frame.typed), frame)),
  ];
}

function jobsText({ jobs }: PurgePreview): string {
  return jobs.length === 0
    ? ""
    : `what was sent, agreed or noted with it in ${jobs.length === 1 ? "job" : "jobs"} ${jobs.join(", ")}`;
}

function othersText({ others }: PurgePreview): string {
  return others === 0
    ? ""
    : `${plural(others, "other entry that says", "other entries that say")} the same: other mails, letters, records`;
}
