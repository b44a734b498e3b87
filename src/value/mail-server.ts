/** A mail server, and how the line to it is encrypted. */
export type MailServer = { host: string; port: number; security: "tls" | "starttls" | "none" };

/** "smtp.example.org:587" as she or her provider writes it; the port says how the line is encrypted. */
export function serverOf(text: string, usualPort: number): MailServer {
  const given = text.trim();
  const port = /:(\d{1,5})$/.exec(given)?.[1];
  const host = port === undefined ? given : given.slice(0, -port.length - 1);
  const number = port === undefined ? usualPort : Number(port);
  const local = host === "localhost" || /^127(\.\d{1,3}){3}$/.test(host);
  const encrypted = number === 993 || number === 465 ? "tls" : "starttls";
  return { host, port: number, security: local ? "none" : encrypted };
}

/** What is wrong with a server as it was written; null if nothing is. */
export function serverProblem(text: string): string | null {
  const { port } = serverOf(text, 1);
  const named = /^[A-Za-z0-9][A-Za-z0-9.-]{0,252}(:\d{1,5})?$/.test(text.trim());
  return named && port >= 1 && port <= 65_535
    ? null
    : `a server is needed, like imap.example.org or imap.example.org:993, this is "${text}"`;
}
