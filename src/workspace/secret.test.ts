import { expect, test } from "vitest";
import { secrets } from "./secret.ts";
import { read } from "./yaml.ts";

const found = (text: string) => {
  const reading = read(text);
  return reading.ok ? secrets(reading.source) : [];
};

test.each([
  "password: hunter2",
  "apiKey: abc",
  "API_KEY: abc",
  "deep: [{ client-secret: abc }]",
  "smtp: { authToken: abc }",
  "tokens: x\nanything: ghp_0123456789abcdefghijklmnop",
  "key: sk-0123456789abcdefghij",
  'pem: "-----BEGIN RSA PRIVATE KEY-----"',
])("%j is refused, with the place and where it belongs", (text) => {
  expect(found(text)).toEqual([
    expect.objectContaining({
      message: expect.stringContaining("it looks like a secret"),
      remedy: expect.stringContaining("env:"),
    }),
  ]);
});

test.each([
  "password: env:SMTP_PASSWORD",
  "password: file:studio-mailbox",
  'password: ""',
  "tokenizer: fast",
  "folder: in/bank",
  "secretary: Ana",
  "retries: 3",
])("%j is none", (text) => {
  expect(found(text)).toEqual([]);
});
