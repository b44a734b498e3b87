/** The first case of a company's own: what it does with a mail from a person. */
export const scenario = `# yaml-language-server: $schema=../.mainstay/formats/scenario.json
# Run with: npx mainstay test
scenario: answer-mail-sent
purpose: A mail from a person is put before you, and your answer goes to who wrote it
runbook: answer-mail
given:
  at: "2026-06-01 09:00"
when:
  - mail:
      from: Ana Lindqvist <ana@nordlicht.example>
      title: A question
      text: Do you have time for us in July?
  - after: PT1H
    answer: { step: read, say: approve }
  - wait: PT1H # a mail that goes out by a server can be taken back for a minute
then:
  acts:
    - act: mail.send
      with: { to: ana@nordlicht.example, subject: "Re: A question" }
      judged: permitted
  items: []
`;
