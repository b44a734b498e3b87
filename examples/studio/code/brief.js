/**
 * Drafts a brief from an enquiry, by rules: (input) => output, JSON in, JSON out.
 *
 * Takes `mail`, the `earlier` brief when the mail answers questions about it (or null), `prices` (null
 * without a price list), and the company's `currency` and `locale`.
 * Whatever the rules cannot tell is left open and named in `missing`; nothing is guessed.
 */
export default function brief({ mail, earlier, prices, currency, locale }) {
  const text = mail.text;
  const words = locale === "de" ? german : english;
  const { list = [], deposit = 0, version = "" } = prices ?? {};
  const format = (amount) => written(amount, currency);
  const wishes = wishesIn(text, list, format);
  const deliverables = wishes.length > 0 ? wishes : (earlier?.deliverables ?? []);
  const due = deadlineIn(text, mail.date) ?? said(earlier);
  const budget = budgetIn(text, currency) ?? earlier?.budget ?? null;
  const client = merge(clientIn(mail), earlier?.client);
  const excluded = unique([...(earlier?.excluded ?? []), ...excludedIn(text)]);
  const price = sum(deliverables);
  const open = {
    "what you need": deliverables.length === 0,
    budget: budget === null,
    deadline: due === null,
  };
  const missing = Object.keys(open).filter((name) => open[name]);
  return {
    enquiry: earlier !== null || isEnquiry(mail, deliverables),
    title: earlier?.title ?? (mail.title.replace(/^((re|fwd?|aw|wg):\s*)+/i, "").trim() || words.enquiry),
    client,
    deliverables,
    deadline: due?.date ?? null,
    deadlineSaid: due?.said ?? "",
    budget,
    excluded,
    missing,
    questions: questionsFor(missing, client, words),
    price: format(price),
    deposit: format(Math.round((price * deposit) / 100)),
    priceList: version,
    confidence: confidence(deliverables, missing),
  };
}

function said(earlier) {
  return earlier?.deadline ? { date: earlier.deadline, said: earlier.deadlineSaid } : null;
}

/** Listed lines; without a list, sentences that name something from the price list. */
function wishesIn(text, list, format) {
  const listed = lines(text).flatMap((line) => /^\s*(?:[-*•–]|\d+[.)])\s+(.{3,200})$/.exec(line)?.[1] ?? []);
  const named = listed.length > 0 ? listed : sentences(text).filter((one) => entryFor(one, list) && wants(one));
  return named.slice(0, 20).map((wish) => {
    const words = wish.replace(/[.;,]$/, "").trim();
    const quantity = quantityIn(words);
    const entry = entryFor(words, list);
    return { text: words, quantity, price: entry ? format(cents(entry.price) * quantity) : null };
  });
}

/** The entry whose longest word is named. */
function entryFor(words, list) {
  const low = words.toLowerCase();
  const length = (entry) =>
    Math.max(0, ...entry.words.filter((word) => low.includes(word)).map((word) => word.length));
  const best = list.toSorted((a, b) => length(b) - length(a))[0];
  return best && length(best) > 0 ? best : null;
}

const numbers = { one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10 };

/** The first number that counts things, not grams or centimetres. */
function quantityIn(words) {
  const plain = words.replace(/\([^)]*\)/g, " ").toLowerCase();
  for (const [, number, unit] of plain.matchAll(/\b(\d{1,3}|[a-z]+)\s+([a-zäöüß]+)/g)) {
    const count = numbers[number] ?? (/^\d+$/.test(number) ? Number(number) : 0);
    if (count > 0 && !/^(g|kg|mm|cm|m|ml|l|eur|euros?|percent|days?|weeks?|months?)$/.test(unit)) return count;
  }
  return 1;
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const parts = { early: 5, beginning: 5, mid: 15, middle: 15, late: 25, end: 31 };
const month = "(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?";

/** A day that is named, or the part of a month; the year is the mail's own, or the next. */
function deadlineIn(text, sent) {
  const exact =
    find(text, `\\b(\\d{1,2})(?:st|nd|rd|th|\\.)?\\s+(?:of\\s+)?${month}(?:,?\\s+(\\d{4}))?`, (m) => [m[3], m[2], m[1]]) ??
    find(text, `\\b${month}\\s+(\\d{1,2})(?:st|nd|rd|th)?\\b(?:,?\\s+(\\d{4}))?`, (m) => [m[3], m[1], m[2]]) ??
    find(text, "\\b(\\d{4})-(\\d{2})-(\\d{2})\\b", (m) => [m[1], Number(m[2]), m[3]]) ??
    find(text, "\\b(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4})\\b", (m) => [m[3], Number(m[2]), m[1]]) ??
    find(text, `\\b(early|beginning|mid|middle|late|end)(?:\\s+of|-)?\\s+${month}(?:\\s+(\\d{4}))?`, (m) => [
      m[3],
      m[2],
      parts[m[1].toLowerCase()],
    ]);
  if (exact === null) return null;
  const [year, named, day] = exact.parts;
  const at = typeof named === "number" ? named : months.indexOf(named.slice(0, 3).toLowerCase()) + 1;
  const from = /^(\d{4})-(\d{2})-(\d{2})/.exec(sent ?? "");
  if (!year && !from) return null;
  const sentYear = Number(from?.[1] ?? year);
  const passed = from && !year && at < Number(from[2]);
  const y = year ? Number(year) : sentYear + (passed ? 1 : 0);
  const last = lastOf(y, at);
  const d = Number(day) === parts.end ? Math.min(parts.end, last) : Number(day);
  if (d < 1 || d > last) return null;
  return { date: `${y}-${pad(at)}-${pad(d)}`, said: exact.said };
}

function find(text, pattern, pick) {
  const found = new RegExp(pattern, "i").exec(text);
  return found === null ? null : { parts: pick(found), said: found[0].trim() };
}

function lastOf(year, at) {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][at - 1] ?? 0;
}

const signs = { EUR: "euros?|€", USD: "dollars?|\\$", GBP: "pounds?|£" };

function budgetIn(text, currency) {
  const near = /\b(?:budget|spend|kosten)\b(?:[^.\n]|\.(?=\d)){0,60}/i.exec(text.replace(/(\d)\.(\d{3})\b/g, "$1,$2"))?.[0] ?? "";
  const unit = `(?:${[currency, signs[currency]].filter(Boolean).join("|")})`;
  const figure = "(\\d[\\d,]*)(?:\\.(\\d{2}))?";
  const amount = new RegExp(`${figure}\\s*${unit}(?![a-z])`, "i").exec(near) ?? new RegExp(`${unit}\\s*${figure}`, "i").exec(near);
  return amount === null ? null : written(cents(`${amount[1].replaceAll(",", "")}.${amount[2] ?? "00"}`), currency);
}

/** What they put off themselves: "The website maybe later". */
function excludedIn(text) {
  return sentences(text).flatMap((one) => {
    const put = /(?:the|a|our)?\s*([\p{L} -]{3,40}?)[, ]+((?:maybe|perhaps|possibly)\s+later|not (?:now|yet))/iu.exec(one);
    return put === null ? [] : [`${put[1].trim().toLowerCase()} (they wrote “${put[2]}”)`];
  });
}

function clientIn({ from, text }) {
  const words = lines(text);
  const person = from.name || from.address.split("@")[0];
  const firm =
    /\bwe are ([\p{Lu}][\p{L}\d&’' -]{1,60}?)(?=[,.]| in | from )/u.exec(text)?.[1] ??
    words.find((line) => /\b(GmbH|UG|AG|Ltd|Inc|e\.K\.|S\.L\.)\b/.test(line) && line.length < 80) ??
    /[“"„](\p{Lu}[^”"“]{2,60})[”"“]/u.exec(text)?.[1];
  return { name: (firm ?? person).trim(), person, email: from.address, address: addressIn(words) };
}

/** Street and town, where a line of the signature names a postcode. */
function addressIn(words) {
  const line = words.findLast((one) => /\b\d{5}\s+\p{Lu}/u.test(one) && one.length < 120);
  if (line === undefined) return [];
  const pieces = line.split(/\s*[·|,]\s*/);
  const town = pieces.findIndex((piece) => /^\d{5}\s/.test(piece));
  return town > 0 ? [pieces[town - 1].trim(), pieces[town].trim()] : [line.trim()];
}

function merge(now, before) {
  if (!before) return now;
  return { ...before, address: before.address.length > 0 ? before.address : now.address };
}

const english = {
  enquiry: "Your enquiry",
  "what you need": "What do you need, and how many of each?",
  budget: "Which budget do you have in mind?",
  deadline: "By when do you need everything?",
  address: "Which name and address should be on the invoice?",
};
const german = {
  enquiry: "Ihre Anfrage",
  "what you need": "Was brauchen Sie, und wie viel davon?",
  budget: "An welches Budget haben Sie gedacht?",
  deadline: "Bis wann brauchen Sie alles?",
  address: "Welcher Name und welche Anschrift sollen auf der Rechnung stehen?",
};

function questionsFor(missing, client, words) {
  if (missing.length === 0) return [];
  const address = client.address.length === 0 ? [words.address] : [];
  return [...missing.map((name) => words[name]), ...address];
}

function confidence(deliverables, missing) {
  const priced = deliverables.filter((one) => one.price !== null).length;
  const known = deliverables.length === 0 ? 0 : priced / deliverables.length;
  return Math.round(Math.max(0, known - missing.length * 0.2) * 100) / 100;
}

/** A list alone may be an agenda: something must be wanted, or be in the price list. */
function isEnquiry({ title, text }, deliverables) {
  if (deliverables.some((one) => one.price !== null)) return true;
  if (!wants(text)) return false;
  return deliverables.length > 0 || /\b(quote|offer|proposal|enquir|inquir|commission|design|logo|packaging|brand|angebot|anfrage)/i.test(`${title}\n${text}`);
}

function wants(text) {
  return /\b(need|want|would (?:like|love)|looking for|could you|can you|brauchen|möchten|suchen)\b/i.test(text);
}

function sum(deliverables) {
  return deliverables.reduce((total, one) => total + (one.price === null ? 0 : cents(one.price)), 0);
}

function cents(amount) {
  const [whole, fraction = ""] = amount.split(" ")[0].split(".");
  return Number(whole) * 100 + Number(fraction.padEnd(2, "0"));
}

/** Amounts are counted in hundredths, also of a currency that has no smaller unit, or a thousandth. */
function written(amount, currency) {
  if (/^(BIF|CLP|DJF|GNF|ISK|JPY|KMF|KRW|PYG|RWF|UGX|VND|VUV|XAF|XOF|XPF)$/.test(currency)) {
    return `${Math.round(amount / 100)} ${currency}`;
  }
  const more = /^(BHD|IQD|JOD|KWD|LYD|OMR|TND)$/.test(currency) ? "0" : "";
  return `${Math.floor(amount / 100)}.${pad(amount % 100)}${more} ${currency}`;
}

function pad(number) {
  return String(number).padStart(2, "0");
}

function lines(text) {
  return text.split("\n").map((line) => line.trim());
}

function sentences(text) {
  return text.replace(/\s+/g, " ").split(/(?<=[.!?])\s+/);
}

function unique(list) {
  return [...new Set(list)];
}
