import { user } from "../mail/dovecot.ts";

export const idFor = (place: string, n: number) => `${place}-${n}@intake.example`;

/** The n-th mail in a place. What comes after an enquiry lies in the same place behind it. */
export function letter(place: string, n: number): Buffer {
  const kinds = [enquiry, afterthought, newsletter, absence] as const;
  const kind = kinds[n % kinds.length] ?? enquiry;
  const { headers, text } = kind(`${place}-${n - (n % kinds.length)}`);
  const all = {
    From: `Sender ${n} <${place}-${n}@intake.example>`,
    To: user,
    Date: `Tue, 02 Jun 2026 10:${String(n % 60).padStart(2, "0")}:00 +0200`,
    "Message-ID": `<${idFor(place, n)}>`,
    "Content-Type": "text/plain; charset=utf-8",
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`${lines.join("")}\r\n${text}\r\n`);
}

const enquiry = (who: string) => ({
  headers: { From: `Ana ${who} <${who}@client.example>`, Subject: `A logo for ${who}` },
  text: `Hello, we need a logo for ${who}. Our budget is 2,000 EUR, and it should be there by 1 September 2026.\r\n\r\nAna`,
});

const afterthought = (who: string) => ({
  headers: { From: `Ana ${who} <${who}@client.example>`, Subject: `Re: A logo for ${who}` },
  text: "One more thing: it should work in one colour too.\r\n\r\nAna",
});

const newsletter = (who: string) => ({
  headers: { Subject: `News of ${who}`, "List-Id": `<news.${who}.example>`, Precedence: "bulk" },
  text: "What is new.",
});

const absence = (who: string) => ({
  headers: { Subject: `Out of office: ${who}`, "Auto-Submitted": "auto-replied" },
  text: "I am back on Monday.",
});
