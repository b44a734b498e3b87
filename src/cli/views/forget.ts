import type { ForgetPreview } from "../../api/contract/forget.ts";
import { dayInWords, dayOf } from "../../value/locale.ts";
import { reach } from "../remedy.ts";
import { hangWhole } from "./commands.ts";
import type { Frame } from "./frame.ts";
import { hang } from "./layout.ts";
import { job } from "./words.ts";

/** What forgetting a client removes, ends and leaves, and when the last copy of it dies. */
export function forgetLines(preview: ForgetPreview, frame: Frame): string[] {
  const on = (at: number) => dayInWords(dayOf(at, preview.timeZone));
  if (preview.forgottenAt !== null) {
    return [`This client was forgotten on ${on(preview.forgottenAt)}; nothing is left to forget`];
  }
  const part = (label: string, items: readonly string[]) =>
    items.flatMap((item, i) => hang(i === 0 ? label : " ".repeat(label.length), item, frame.width));
  const { lastCopyAt, client, confirm } = preview;
  return [
    frame.paint.strong(`Forgetting ${client === "" ? confirm : client}, for good`),
    ...(preview.since === null
      ? []
      : part("  Begun    ", [`on ${on(preview.since)}; it is not finished yet`])),
    ...part("  Goes     ", goes(preview, on)),
    ...part("  Ends     ", preview.openJobs.map(ending)),
    ...part("  Stays    ", preview.stays),
    ...part("  Copies   ", [
      lastCopyAt === null
        ? "no backup holds a copy"
        : `the last one in older backups dies on ${on(lastCopyAt)}, with a backup that is made then or later`,
    ]),
    ...preview.hindered.flatMap((text) =>
      hangWhole("  First    ", reach(text, frame.typed), frame),
    ),
  ];
}

function goes(preview: ForgetPreview, on: (at: number) => string): string[] {
  const { mails, otherArrivals, documents, records, passages } = preview;
  const { endedJobs, first, last, aboutNobody } = preview;
  const came = [
    counted(mails, "mail"),
    counted(otherArrivals, "other arrival"),
    counted(documents, "document"),
  ].filter((text) => text !== "");
  const [from, to] = [first === null ? "" : on(first), last === null ? "" : on(last)];
  const span = from === "" ? "" : from === to ? `, of ${from}` : `, from ${from} to ${to}`;
  return [
    ...(came.length === 0 ? [] : [`${came.join(", ")}${span}`]),
    ...(records === 0 ? [] : [`${counted(records, "record")} with all facts`]),
    ...(passages === 0
      ? []
      : [`${counted(passages, "passage")} of what was said, mails and imports included`]),
    ...(endedJobs === 0
      ? []
      : [`what was written, shown and decided in ${counted(endedJobs, "ended job")}`]),
    ...namedIn(aboutNobody),
    "the name and address, wherever Mainstay keeps them",
    "all files in drafts, of other clients too: they are drawn again when you look at one",
  ];
}

function namedIn({ jobs, arrivals }: ForgetPreview["aboutNobody"]): string[] {
  const names = (n: number) => (n === 1 ? "names" : "name");
  const ended = `what was written, shown and decided in ${counted(jobs.length, "job")} about nobody that ${names(jobs.length)} them: ${jobs.join(", ")}`;
  const came = `${counted(arrivals, "arrival")} about nobody that ${names(arrivals)} them`;
  return [...(jobs.length === 0 ? [] : [ended]), ...(arrivals === 0 ? [] : [came])];
}

function ending({ number, runbook, line, waited }: ForgetPreview["openJobs"][number]): string {
  const how = waited
    ? "jobs of others are part of it, so it is waited for"
    : "what it did is undone, as far as that can be";
  return `job ${number}, ${job(runbook, "")}: ${line}; ${how}`;
}

function counted(n: number, what: string): string {
  if (n === 0) return "";
  return n === 1 ? `1 ${what}` : `${n} ${what}s`;
}
