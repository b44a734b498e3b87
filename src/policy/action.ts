/** Whether one of the patterns names the action: "mail.send" itself, "mail.*" all of mail's, "*" all. */
export function covers(patterns: readonly string[], action: string): boolean {
  return patterns.some((pattern) => {
    if (pattern === "*" || pattern === action) return true;
    return pattern.endsWith(".*") && action.startsWith(pattern.slice(0, -1));
  });
}
