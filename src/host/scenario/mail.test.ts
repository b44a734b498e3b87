import { expect, test } from "vitest";
import { readMessage } from "../../connectors/mail-in/message.ts";
import { addressIn, mailText } from "./mail.ts";

const files = { put: async () => "", get: async () => null };
const sent = {
  id: "one@nordlicht.example",
  at: Date.UTC(2026, 5, 1, 8),
  to: "hello@studio.example",
};

test("a written mail reads as it was written, whatever letters it has", async () => {
  const text = mailText(
    {
      from: "Ana Ruiz (Señal) <ana@ruizysenal.example>",
      title: "Re: Ein Schild für “Señal”",
      text: `Grüße,\n${"und noch eine sehr lange Zeile ".repeat(9)}\nÁna`,
      headers: { "Auto-Submitted": "auto-replied" },
    },
    { ...sent, inReplyTo: "two@studio.example" },
  );
  const read = await readMessage(Buffer.from(text), "a.eml", [], files);
  expect(read).toMatchObject({
    ok: true,
    occurredAt: sent.at,
    content: {
      messageId: "one@nordlicht.example",
      from: { name: "Ana Ruiz (Señal)", address: "ana@ruizysenal.example" },
      to: [{ address: "hello@studio.example" }],
      title: "Re: Ein Schild für “Señal”",
      text: expect.stringMatching(/^Grüße,\nund noch .*\nÁna$/s),
      inReplyTo: "two@studio.example",
      kind: "auto",
    },
  });
});

test("an address is found with a name before it and without", () => {
  expect(addressIn("Ana <ana@nordlicht.example>")).toBe("ana@nordlicht.example");
  expect(addressIn(" ana@nordlicht.example ")).toBe("ana@nordlicht.example");
});
