/** Bytes as people say them: "420 KB", "1.3 GB". */
export function size(bytes: number): string {
  const units = ["B", "KB", "MB", "GB", "TB"];
  let n = bytes;
  let unit = 0;
  while (n >= 1000 && unit < units.length - 1) {
    n /= 1000;
    unit += 1;
  }
  return `${n < 10 && unit > 1 ? n.toFixed(1) : Math.ceil(n)} ${units[unit] ?? ""}`;
}
