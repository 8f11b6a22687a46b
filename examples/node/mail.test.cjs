// Tests of a mail module against a Microsoft 365 tenant in a box: oauthmail run -- npm test
const assert = require("node:assert");
const { beforeEach, test } = require("node:test");
const { mailer } = require("./mailer.cjs");

const settings = process.env;
const recipient = "someone@fabrikam.example";

// The tenant's control API.
const tenant = {
  async ask(method, path, body) {
    const answer = await fetch(settings.FAKE_CONTROL_URL + path, { method, body: body && JSON.stringify(body) });
    const value = await answer.json();
    if (!answer.ok) throw new Error(value.error);
    return value;
  },
  reset: () => tenant.ask("POST", "reset"),
  faults: (...specs) => tenant.ask("PUT", "faults", { faults: specs }),
  dialect: (name) => tenant.ask("PUT", "dialect", { dialect: name }),
  messages: async (address) => (await tenant.ask("GET", `messages?mailbox=${address}`)).messages,
};

const send = () =>
  mailer({
    host: settings.FAKE_SMTP_HOST,
    port: Number(settings.FAKE_SMTP_PORT),
    mailbox: settings.FAKE_MAILBOX,
    clientId: settings.FAKE_CLIENT_ID,
    clientSecret: settings.FAKE_CLIENT_SECRET,
    refreshToken: settings.FAKE_REFRESH_TOKEN,
    tokenUrl: settings.FAKE_TOKEN_URL,
  }).send(recipient, "A form", "Hello");

beforeEach(() => tenant.reset());

test("a message arrives", async () => {
  await send();
  const [message] = await tenant.messages(recipient);
  assert.match(Buffer.from(message.content_base64, "base64").toString(), /^Subject: A form\r$/m);
});

test("a client secret that has ended is reported", async () => {
  await tenant.faults("client-secret-expired");
  await assert.rejects(send, /AADSTS7000222/);
  assert.deepStrictEqual(await tenant.messages(recipient), []);
});

test("a token that is refused after an error challenge is reported", async () => {
  await tenant.dialect("google");
  await tenant.faults("token-refused@smtp");
  await assert.rejects(send, { code: "EAUTH", responseCode: 535 });
});
