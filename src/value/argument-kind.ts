/**
 * What an argument of an act is: decides how two of it are compared, and whether it must be vouched
 * for.
 */
export type ArgumentKind =
  | "recipient"
  | "amount"
  | "account"
  | "link"
  | "file"
  | "command"
  | "text"
  | "plain";

const demanding: ReadonlySet<ArgumentKind> = new Set([
  "recipient",
  "amount",
  "account",
  "link",
  "file",
  "command",
]);

/** Whether an argument of this kind must be vouched for: a wrong one does harm that reading cannot. */
export function sensitive(kind: ArgumentKind): boolean {
  return demanding.has(kind);
}
