import { filled, peopleAt } from "./blanks.ts";
import { atWork, begins, dayIn, dayMs, ends, minuteMs, monthIn } from "./calendar.ts";
import type { Chance } from "./chance.ts";
import { type Client, consultant, machine } from "./clients.ts";
import type { Draft, Talk } from "./passage.ts";

/** What runs did at the end of each month: nearly the same words, and other numbers. */
export function monthsOf(client: Client, chance: Chance, firstInvoice: number): Talk[] {
  return monthStarts().map((from, i) => monthOf(client, chance, from, firstInvoice + i * 7));
}

/** Of each month that is over before the two years are. */
export function monthStarts(): number[] {
  const first = new Date(begins);
  const starts: number[] = [];
  for (let m = 0; ; m += 1) {
    const from = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + m, 1);
    if (Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + m + 1, 1) >= ends) return starts;
    starts.push(from);
  }
}

function monthOf(client: Client, chance: Chance, from: number, invoice: number): Talk {
  const month = monthIn(from);
  const closed = atWork(from + chance.whole(31, 34) * dayMs, chance);
  const used = client.hours + chance.whole(-6, 5);
  const amount = `${(used * client.rate).toLocaleString("en")} EUR`;
  const number = `${new Date(closed).getUTCFullYear()}-${String(invoice).padStart(4, "0")}`;
  const { money } = peopleAt(client, closed);
  const run = chance.whole(100, 4_000);
  const closing = chance.one([
    `Run ${run} · month-close · ${month}: ${used} of ${client.hours} hours used, invoice ${number} over ${amount} drafted and approved, sent to ${money}.`,
    `Run ${run} · month-close for ${month}. Time sheet: ${used} h (agreed ${client.hours} h). Invoice ${number}, ${amount}, went to ${money} after your yes.`,
    `Run ${run} · month-close: ${month} closed with ${used} hours. ${number} (${amount}) is out; the time sheet is attached for ${money}.`,
  ]);
  const paid = closed + chance.whole(6, 40) * dayMs;
  const paying = chance.one([
    `Run ${run + 9} · match-payments: ${amount} for ${number} came in on ${dayIn(paid, chance)}, nothing is open.`,
    `Run ${run + 9} · match-payments: ${number} is paid in full, value date ${dayIn(paid, chance)}.`,
  ]);
  const talk: Draft[] = [{ author: machine, at: closed, text: closing, mark: `month:${month}` }];
  if (chance.happens(0.5)) {
    const remark = filled(chance.one(remarks), { client, at: closed, chance });
    const at = closed + chance.whole(20, 900) * minuteMs;
    talk.push({ author: chance.happens(0.5) ? consultant : money, at, text: remark, mark: null });
  }
  const seen = { author: machine, at: paid, text: paying, mark: `paid:${month}` };
  return [...talk, ...(paid < ends ? [seen] : [])];
}

const remarks = [
  "Received, thank you. I shall pass it on to {tom}.",
  "More than last month, but then we kept you busy.",
  "Could the time sheet say which of it was the journey?",
  "I moved a quarter of an hour to the other project, the rest is fine.",
  "Is the journey to {town2} in it already?",
  "All right so far. {money} has it on the pile.",
];

/** What runs noted in between. */
export const runNotes = [
  "client-health: the tone of the last {n:5-12} mails is as warm as usual, answers within a day.",
  "client-health: {n:2-4} mails in a row without an answer from {boss}; a note for you, nothing was sent.",
  "client-health: meeting moved twice in a month, which it never was before. Perhaps call {boss}.",
  "intake: a mail of {ops} was filed under the running engagement, because it answers one of yours.",
  "intake: a newsletter that came through {sales} was set aside, by your rule.",
  "deliverable: the slides for the monthly meeting wait for your approval since {weekday}.",
  "deliverable: version {n:2-5} of the summary was approved with changes of yours in {n:2-6} places, and sent to {boss}.",
  "prepare-meeting: agenda with {n:3-7} points drafted from the last two meetings, sent after your yes.",
  "prepare-meeting: no free slot this week with {boss} and {money}; proposed the next one.",
  'feedback: ambiguous ("we can work with that, more or less"), a review is queued for you.',
  "feedback: {ops} called the draft useful, filed, no action.",
  "reminder: was due today and is held, since the bank data are {n:4-8} days old.",
] as const;
