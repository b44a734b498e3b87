/**
 * Invoice numbers. A pattern such as "YYYY-NNN" or "RE-YYYY-NNNN" says how they look; a series is
 * the pattern of one year ("2026-NNN"), and its numbers have no gap. A pattern without YYYY is one
 * series for all years.
 */
const blank = /N+$/;

/** What is wrong with a pattern; null if nothing is. */
export function problem(pattern: string): string | null {
  if (/^[A-Z0-9./_-]{0,20}N$/.test(pattern) && pattern.split("YYYY").length <= 2) return null;
  return `"${pattern}" is no shape of invoice numbers; write YYYY for the year and NNN for the number, like "YYYY-NNN"`;
}

/** Whether no number can belong to two of these patterns. */
export function distinct(patterns: readonly string[]): boolean {
  const heads = patterns.map((pattern) => pattern.replace(blank, ""));
  return new Set(heads).size === heads.length;
}

/** The series that an invoice dated in `year` belongs to. */
export function ofYear(pattern: string, year: string): string {
  return pattern.replace("YYYY", year);
}

/** The text of the n-th number: 11 of "2026-NNN" is "2026-011". */
export function text(series: string, n: number): string {
  return series.replace(blank, (run) => String(n).padStart(run.length, "0"));
}

/** Which number of the series a text is; null if it is none. */
export function position(series: string, number: string): number | null {
  const at = series.search(blank);
  const width = series.length - at;
  if (!number.startsWith(series.slice(0, at))) return null;
  const digits = number.slice(at);
  if (!/^\d{1,9}$/.test(digits) || digits.length < width) return null;
  if (digits.length > width && digits.startsWith("0")) return null;
  return Number(digits) || null;
}
