import type { Beside, MonthReport } from "../../api/contract/report.ts";
import { amount as inWords, dayInWords, dayOf, locale, monthInWords } from "../../value/locale.ts";
import { parse } from "../../value/money.ts";
import { amount } from "./amount.ts";
import type { Frame } from "./frame.ts";
import { clip, ends, hang, pad, padLeft, width } from "./layout.ts";
import { monthWaiting } from "./month-waiting.ts";
import { about, plural } from "./words.ts";

/** A label, the month's figure with a note, and last month's. */
type Figure = { label: string; now: string; note?: string; before: string };

/** A month on one page: each figure at its own place, with last month's at the right. */
export function reportLines(report: MonthReport, frame: Frame): string[] {
  const { paint } = frame;
  const head = `${monthInWords(report.month)} · ${report.company}`;
  const last = monthInWords(report.before);
  const beside = report.over ? `beside ${last}` : `so far, beside ${last}`;
  return [
    ...ends(head, beside, frame.width).map((line) =>
      line.replace(head, paint.strong(head)).replace(beside, paint.faint(beside)),
    ),
    ...report.money.flatMap((line) =>
      section(moneyHead(report, line.currency), money(report, line), frame),
    ),
    ...section("YOU", you(report), frame),
    ...section("WORK", work(report), frame),
    "",
    ...monthWaiting(report.waiting, {
      locale: locale(report.locale),
      width: frame.width,
    }),
    ...(report.wrong.length === 0
      ? ["", "WENT WRONG", "  nothing"]
      : section(
          "WENT WRONG",
          report.wrong.map(({ what, times }) => counted(what, times)),
          frame,
        )),
    ...offer(report, frame),
    ...(report.unknown.length === 0
      ? []
      : ["", "NOT KNOWN", ...report.unknown.flatMap((what) => hang("  ", what, frame.width))]),
  ];
}

function moneyHead({ money: lines }: MonthReport, currency: string): string {
  return lines.length === 1 ? "MONEY" : `MONEY, ${currency}`;
}

function money(report: MonthReport, line: MonthReport["money"][number]): Figure[] {
  const written = locale(report.locale);
  const figure = (label: string, { now, before }: Beside<string>, note = ""): Figure => ({
    label,
    now: inWords(parse(now), written),
    note,
    before: inWords(parse(before), written),
  });
  const { daysToPaid: days } = line;
  return [
    figure("Invoiced", line.invoiced, documents(line.invoices.now, line.credits.now)),
    figure("Received", line.received),
    figure("Open", line.open, "at its end"),
    figure("Overdue", line.overdue),
    figure("Aside for VAT", line.vat),
    ...(line.tax === null ? [] : [figure("Aside for tax", line.tax)]),
    ...(days.now === null && days.before === null
      ? []
      : [{ label: "Days to paid", now: number(days.now), before: number(days.before) }]),
  ];
}

function documents(invoices: number, credits: number): string {
  const bills = plural(invoices, "invoice");
  return credits === 0 ? bills : `${bills}, ${plural(credits, "credit note")}`;
}

function number(value: number | null): string {
  return value === null ? "–" : value.toLocaleString("en");
}

function you({ decisions, alone, learnt }: MonthReport): Figure[] {
  const { now, before } = decisions;
  const changes = [
    ...(now.changed === 0 ? [] : [`${now.changed} changed`]),
    ...(now.denied === 0 ? [] : [`${now.denied} a no`]),
  ];
  const note = [...(now.count === 0 ? [] : [about(now.minutes)]), ...changes].join(", ");
  return [
    { label: "Decisions", now: number(now.count), note, before: number(before.count) },
    { label: "Without you", now: number(alone.now), note: "acts", before: number(alone.before) },
    {
      label: "Learnt",
      now: number(learnt.now.facts),
      note: learntNote(learnt.now),
      before: number(learnt.before.facts),
    },
  ];
}

function learntNote({ corrections, heuristics }: MonthReport["learnt"]["now"]): string {
  return [
    "facts",
    ...(corrections === 0 ? [] : [`${plural(corrections, "correction")} of yours`]),
    ...(heuristics === 0 ? [] : [plural(heuristics, "heuristic")]),
  ].join(", ");
}

function work({ done, won, spentMicros, currency, locale: tag }: MonthReport): Figure[] {
  return [
    { label: "Done", now: number(done.now), note: "acts", before: number(done.before) },
    { label: "Clients won", now: number(won.now), before: number(won.before) },
    {
      label: "Spent on AI",
      now: amount(spentMicros.now, currency, tag),
      before: amount(spentMicros.before, currency, tag),
    },
  ];
}

function counted(what: string, { now, before }: Beside<number>): Figure {
  return { label: what, now: number(now), before: number(before) };
}

const mostLabel = 44;

function section(title: string, figures: readonly Figure[], frame: Frame): string[] {
  const labels = Math.min(mostLabel, Math.max(13, ...figures.map(({ label }) => width(label))));
  const nows = Math.max(...figures.map(({ now }) => width(now)));
  return [
    "",
    title,
    ...figures.map(({ label, now, note = "", before }) => {
      const left = `  ${pad(clip(label, labels), labels)}  ${padLeft(now, nows)}  `;
      const room = frame.width - width(left) - width(before) - 2;
      const line = left + pad(clip(note, Math.max(0, room)), Math.max(0, room));
      return `${line}  ${frame.paint.faint(before)}`;
    }),
  ];
}

function offer(report: MonthReport, frame: Frame): string[] {
  const { offer: found, timeZone } = report;
  if (found === null) return [];
  const since = dayInWords(dayOf(found.since, timeZone));
  const text = `${found.action}: you said yes ${found.times} times in a row without a change, since ${since}. A rule in policies/ can let it go; one no takes the offer back`;
  return ["", "ONE OFFER", ...hang("  ", text, frame.width)];
}
