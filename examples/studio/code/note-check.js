/**
 * Looks a note over, by rules: (input) => output, JSON in, JSON out.
 *
 * Takes the `note`, the `slug` that was asked for (empty: made from the title), and `rules`: how many
 * words it should have, hosts that are known, and claims that must not be made.
 */
export default function check({ note, slug, rules }) {
  const text = [note.title, note.summary, note.body].join("\n");
  const words = note.body.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
  const links = linksIn(note.body);
  return {
    slug: slugOf(slug === "" ? note.title : slug),
    words,
    links: links.map(({ url }) => url),
    remarks: [
      ...claims(text, rules.forbidden),
      ...links.flatMap(({ url, whole }) => linkRemark(url, whole, rules.hosts)),
      ...lengthRemark(words, rules.words),
    ],
  };
}

function claims(text, forbidden) {
  const whole = plain(text);
  return forbidden
    .filter((claim) => whole.includes(plain(claim)))
    .map((claim) => `must go: “${claim}” is on your list of claims not to make`);
}

/** Any case, any blanks between words, nothing that is not seen: as plain() in expressions. */
function plain(text) {
  return text
    .normalize("NFC")
    .replace(/[\u00AD\u200B-\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/g, "")
    .replace(/[\s\u0085\u2800]+/g, " ")
    .trim()
    .toLowerCase();
}

/** Links as Markdown writes them, and bare ones. */
function linksIn(body) {
  const found = new Map();
  for (const [, url] of body.matchAll(/\]\(\s*<?([^\s)>]*)>?[^)]*\)/g)) found.set(url, true);
  for (const [url] of body.matchAll(/\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s)>\]"'`]*/gi)) {
    found.set(url.replace(/[.,;:!?]+$/, ""), true);
  }
  return [...found.keys()].map((url) => ({ url, whole: /^https:\/\/([a-z0-9-]+\.)+[a-z]{2,}(?=[/?#]|$)/i.exec(url) }));
}

function linkRemark(url, whole, hosts) {
  if (url === "") return ["must go: a link leads nowhere"];
  if (/^(?:\/(?!\/)|#|mailto:)/.test(url)) return [];
  if (whole === null) return [`look at the link ${url}: it is not a whole https address`];
  const host = whole[0].slice("https://".length).toLowerCase();
  const known = hosts.some((name) => host === name || host.endsWith(`.${name}`));
  return known ? [] : [`look at the link ${url}: ${host} is not among your known sites`];
}

function lengthRemark(words, { least, most }) {
  if (words < least) return [`short: ${words} words, usual are ${least} to ${most}`];
  if (words > most) return [`long: ${words} words, usual are ${least} to ${most}`];
  return [];
}

const letters = { ä: "ae", ö: "oe", ü: "ue", ß: "ss", æ: "ae", ø: "o", å: "a" };

function slugOf(text) {
  const plain = text
    .toLowerCase()
    .replace(/[äöüßæøå]/g, (letter) => letters[letter])
    .normalize("NFD")
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 80)
    .replace(/^-+|-+$/g, "");
  return plain === "" ? "note" : plain;
}
