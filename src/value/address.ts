import { countryNamed } from "./country.ts";

/** "Kai 3, 20457 Hamburg" as the lines that stand below a name. */
export function addressLines(text: string): string[] {
  return text
    .split(/[,;\r\n]/u)
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** As it is written within a country: without its name as the last line. */
export function withinCountry(lines: readonly string[], home: string): readonly string[] {
  const last = lines.at(-1);
  return last !== undefined && countryNamed(last) === home ? lines.slice(0, -1) : lines;
}
