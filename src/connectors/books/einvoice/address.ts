/** The parts that an e-invoice wants of an address which was written as lines. */
export type Parts = { streets: readonly string[]; postcode: string | null; city: string | null };

/** "22765 Hamburg", "D-22765 Hamburg", "1011 AB Amsterdam", "SW1A 1AA London". */
const codeFirst =
  /^(?:[A-Z]{1,2}-)?(\d{4,6}(?: [A-Z]{2})?|\d{3} \d{2}|[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}) (\S.*)$/;
/** "London SW1A 1AA", "Springfield, IL 62704". */
const codeLast = /^(\S.*?),? ((?:[A-Z]{2} )?\d{5}(?:-\d{4})?|[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2})$/;

/** What stands behind the line of the town is the country's name, which goes by its code. */
export function parts(lines: readonly string[]): Parts {
  for (let i = lines.length - 1; i >= 0; i -= 1) {
    const line = lines[i]?.trim() ?? "";
    const first = codeFirst.exec(line);
    const last = first === null ? codeLast.exec(line) : null;
    if (first === null && last === null) continue;
    const [postcode = null, city = null] =
      first === null ? [last?.[2], last?.[1]] : [first[1], first[2]];
    return { streets: lines.slice(0, i), postcode, city };
  }
  return { streets: lines, postcode: null, city: null };
}
