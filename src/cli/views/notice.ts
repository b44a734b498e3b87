import type { Notice } from "../../api/contract/desk.ts";
import { fateWords } from "./arrivals.ts";
import type { Frame } from "./frame.ts";
import { hang, pad } from "./layout.ts";
import { clock } from "./when.ts";

/** One line of what just happened. */
export function noticeLines(notice: Notice, zone: string, frame: Frame): string[] {
  const row = (verb: string, text: string) =>
    hang(`${clock(notice.at, zone)} ${pad(verb, 8)} `, text, frame.width);
  switch (notice.kind) {
    case "arrival":
      return row("came", `${notice.line} (${fateWords[notice.fate]})`);
    case "step":
      return row(notice.verb, about(notice.client, notice.line));
    case "item":
      return row("asks", `${notice.number} ${about(notice.client, notice.title)}`);
    case "done":
      return row(...ending(notice));
    case "quiet":
      break;
  }
  return [];
}

function ending({ verb, client, line }: Extract<Notice, { kind: "done" }>): [string, string] {
  const what = about(client, line);
  switch (verb) {
    case "finished":
      return [verb, what];
    case "ended":
      return [verb, `${what}: without what it was for`];
    case "cancels":
      return [verb, `${what}: what can be undone is being undone`];
    case "cancelled":
      return ["ended", `${what}: cancelled; what could be undone is undone`];
  }
}

function about(client: string, line: string): string {
  return client === "" ? line : `${client}: ${line}`;
}
