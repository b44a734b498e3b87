/**
 * Splits a mail into what its sender wrote now and what she answers. Quotes are kept apart, so that
 * an old text is never taken for a new wish.
 */
export function splitQuoted(text: string): { text: string; quoted: string } {
  const lines = text.split("\n");
  const cut = lines.findIndex((_, i) => beginsQuote(lines, i));
  if (cut === -1) return { text, quoted: "" };
  const rest = lines.slice(cut);
  // Answers between or below the quoted lines: only those lines are hers.
  if (answersBelow(rest)) {
    const intro = introLength(rest);
    const own = [...lines.slice(0, cut), ...rest.slice(intro).filter((line) => !quotes(line))];
    const old = [...rest.slice(0, intro), ...rest.slice(intro).filter(quotes)];
    return { text: tidy(own), quoted: tidy(old) };
  }
  return { text: tidy(lines.slice(0, cut)), quoted: tidy(rest) };
}

const intros =
  /^\s*(?:On\b.{5,200}\bwrote|Am\b.{5,200}\bschrieb\b.{0,120}|Le\b.{5,200}\ba écrit|El\b.{5,200}\bescribió|Il\b.{5,200}\bha scritto|Op\b.{5,200}\bschreef\b.{0,120})\s*:\s*$/;
const separators =
  /^\s*(?:-{3,}\s*(?:Original Message|Ursprüngliche Nachricht|Mensaje original|Message d'origine)\s*-{3,}|_{20,})\s*$/i;
const from = /^\s*\*?(?:From|Von|De|Da):\*?\s+\S/i;
const sent = /^\s*\*?(?:Sent|Date|Gesendet|Datum|Enviado|Envoyé|Inviato):\*?\s+\S/i;

function quotes(line: string): boolean {
  return line.startsWith(">");
}

function beginsQuote(lines: readonly string[], i: number): boolean {
  const line = lines[i] ?? "";
  if (quotes(line) || intros.test(line) || separators.test(line)) return true;
  // An introduction that was wrapped over two lines, and the header block of Outlook.
  const next = lines[i + 1] ?? "";
  return (
    (/^(?:On|Am|Le|El|Il|Op)\b/.test(line) && intros.test(`${line} ${next}`)) ||
    (from.test(line) && sent.test(next))
  );
}

/** Lines of `rest` that introduce the quote. */
function introLength(rest: readonly string[]): number {
  const first = rest.findIndex(quotes);
  return first === -1 ? rest.length : first;
}

function answersBelow(rest: readonly string[]): boolean {
  const intro = introLength(rest);
  if (intro > 3) return false;
  return rest.slice(intro).some((line) => !quotes(line) && line.trim() !== "");
}

function tidy(lines: readonly string[]): string {
  return lines
    .join("\n")
    .replaceAll(/\n{3,}/g, "\n\n")
    .trim();
}
