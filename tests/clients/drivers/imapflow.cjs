// imapflow, with mailparser for what it fetched. It refreshes nothing: an access token is all it takes.
const { ImapFlow } = require("imapflow");
const { simpleParser } = require("mailparser");

const settings = process.env;
const client = new ImapFlow({
  host: "localhost",
  port: Number(settings.JOB_PORT),
  secure: settings.JOB_TLS === "implicit",
  doSTARTTLS: settings.JOB_TLS === "implicit" ? undefined : true,
  auth: { user: settings.FAKE_MAILBOX, accessToken: settings.FAKE_ACCESS_TOKEN },
  logger: false,
  greetingTimeout: 10000,
  socketTimeout: 20000,
});
client.on("error", () => {});

async function read() {
  await client.connect();
  const folders = await client.list();
  const lock = await client.getMailboxLock("INBOX");
  const last = String(client.mailbox.exists);
  const message = await client.fetchOne(last, { source: true, envelope: true, bodyStructure: true });
  await client.messageFlagsAdd(last, ["\\Flagged"]);
  lock.release();
  await client.logout();
  const parsed = await simpleParser(message.source);
  if (!folders.length || parsed.subject !== settings.JOB_SUBJECT) throw new Error("not what was stored");
}

read().catch((error) => {
  console.error(error.code, error.responseText ?? error.message);
  process.exit(1);
});
