import type { Morning } from "../../api/contract/status.ts";
import type { Frame } from "./frame.ts";
import { wrap } from "./layout.ts";
import { clock, day } from "./when.ts";

/** What became of its mail; what is not named is on its way. */
const fates: Readonly<Record<string, string>> = {
  applied: "mailed to you",
  asking: "its mail waits for your yes",
  held: "its mail is held; see your inbox",
  forbidden: "its mail is forbidden by your rules",
  unknown: "not sure whether its mail left",
  failed: "its mail failed",
};

/** The note that was kept today; before it is written, as it would be now. */
export function morningLines(morning: Morning, frame: Frame): string[] {
  const { kept, now, timeZone, at } = morning;
  const today = kept !== null && day(kept.at, timeZone) === day(now, timeZone) ? kept : null;
  const { subject, text } = today ?? morning;
  const body = text.split("\n").flatMap((line) => (line === "" ? [""] : wrap(line, frame.width)));
  return [
    frame.paint.strong(subject),
    "",
    ...body,
    "",
    ...wrap(lastLine(today, timeZone, at), frame.width),
  ];
}

function lastLine(today: Morning["kept"], timeZone: string, at: string | null): string {
  if (today !== null) {
    const mail = today.mail === null ? "no mail goes out of this company" : fates[today.mail];
    return `Written at ${clock(today.at, timeZone)}; ${mail ?? "its mail is on its way"}.`;
  }
  return at === null
    ? 'As it stands now. No morning note is written; "morning: 08:00" in mainstay.yaml asks for one.'
    : `As it stands now. The note of each day is written at ${at}, while the company runs.`;
}
