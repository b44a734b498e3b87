/**
 * The cards of a vCard file (RFC 2426, RFC 6350), property by property.
 *
 * VL1 A line that begins with a blank goes on with the one above.
 * VL2 Every card is given, or is refused with the line where it begins; what stands between cards is
 *     refused, too.
 */
export type Card = { line: number; version: string; properties: readonly Property[] };

export type Property = {
  /** Large letters, without its group. */
  name: string;
  /** Values by name, both in large letters. */
  parameters: Readonly<Record<string, readonly string[]>>;
  /** As it stands there: escapes are those of its kind. */
  value: string;
};

export type Found = { card: Card } | { line: number; reason: string };

export function* cardsIn(text: string): Generator<Found> {
  let open: { line: number; properties: Property[]; wrong: string | null } | null = null;
  let stray = false;
  for (const { line, text: unfolded } of unfold(text)) {
    const mark = unfolded.trim().toUpperCase();
    if (mark === "BEGIN:VCARD") {
      if (open !== null) yield { line: open.line, reason: "the card never ends" };
      open = { line, properties: [], wrong: null };
      stray = false;
    } else if (open === null) {
      if (mark !== "" && !stray) yield { line, reason: "this stands in no card" };
      stray = mark !== "" || stray;
    } else if (mark === "END:VCARD") {
      yield ended(open.line, open.properties, open.wrong);
      open = null;
    } else if (mark !== "") {
      const property = propertyIn(unfolded);
      if (property === null) open.wrong ??= `line ${line} is no property, such as FN:Ana`;
      else open.properties.push(property);
    }
  }
  if (open !== null) yield { line: open.line, reason: "the card never ends" };
}

function ended(line: number, properties: readonly Property[], wrong: string | null): Found {
  const version = properties.find(({ name }) => name === "VERSION")?.value.trim() ?? "";
  if (version === "2.1") {
    return {
      line,
      reason: "it is a vCard 2.1, whose texts are read in many ways; save it as 3.0 or 4.0",
    };
  }
  if (version !== "3.0" && version !== "4.0") {
    return { line, reason: `its version is "${version.slice(0, 20)}"; 3.0 and 4.0 are known` };
  }
  const encoded = properties.some(({ parameters }) =>
    parameters["ENCODING"]?.includes("QUOTED-PRINTABLE"),
  );
  if (encoded) {
    return { line, reason: `it is written as vCard 2.1 was; save it as ${version} again` };
  }
  return wrong === null ? { card: { line, version, properties } } : { line, reason: wrong };
}

function* unfold(text: string): Generator<{ line: number; text: string }> {
  let at: { line: number; parts: string[] } | null = null;
  let line = 0;
  for (const raw of text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/)) {
    line += 1;
    if (at !== null && /^[ \t]/.test(raw)) {
      at.parts.push(raw.slice(1));
      continue;
    }
    if (at !== null) yield { line: at.line, text: at.parts.join("") };
    at = { line, parts: [raw] };
  }
  if (at !== null) yield { line: at.line, text: at.parts.join("") };
}

const named = /^(?:[A-Za-z0-9-]+\.)?([A-Za-z0-9-]{1,60})(?=[;:])/;
const parameter = /;([A-Za-z0-9-]{1,60})(?:=((?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*))?/y;

function propertyIn(text: string): Property | null {
  const [whole = "", name = ""] = named.exec(text) ?? [];
  if (name === "") return null;
  const parameters: Record<string, string[]> = Object.create(null) as Record<string, string[]>;
  parameter.lastIndex = whole.length;
  let end = whole.length;
  for (let found = parameter.exec(text); found !== null; found = parameter.exec(text)) {
    const [, key = "", values] = found;
    end = parameter.lastIndex;
    // Older writers leave out the name of a kind: "TEL;HOME:".
    const [of, list] = values === undefined ? ["TYPE", key] : [key.toUpperCase(), values];
    const read = (list.match(/"[^"]*"|[^,]+/g) ?? []).map((each) =>
      each.replaceAll('"', "").toUpperCase(),
    );
    const known = (parameters[of] ??= []);
    for (const each of read) known.push(each);
  }
  return text[end] === ":"
    ? { name: name.toUpperCase(), parameters, value: text.slice(end + 1) }
    : null;
}

/** The parts of a value between its plain semicolons, each with its own plain commas. */
export function components(value: string): string[][] {
  const parts: string[][] = [[""]];
  for (let i = 0; i < value.length; i += 1) {
    const list = parts.at(-1) ?? [];
    const char = value.charAt(i);
    if (char === ";") parts.push([""]);
    else if (char === ",") list.push("");
    else if (char === "\\" && i + 1 < value.length) {
      i += 1;
      list[list.length - 1] += unescaped(value.charAt(i));
    } else list[list.length - 1] += char;
  }
  return parts.map((list) => list.map((each) => each.trim()));
}

/** A value that is one text. */
export const textIn = (value: string): string =>
  value.replaceAll(/\\(.)/gs, (_, char: string) => unescaped(char)).trim();

const unescaped = (char: string): string => (char === "n" || char === "N" ? "\n" : char);
