// One letter by nodemailer, which buys the access token itself: prints {"response"} or {"error", "message"} as JSON.
const nodemailer = require("nodemailer");

const settings = process.env;
const transport = nodemailer.createTransport({
  host: settings.FAKE_SMTP_HOST,
  port: Number(settings.FAKE_SMTP_PORT),
  requireTLS: true,
  connectionTimeout: 10000,
  auth: {
    type: "OAuth2",
    user: settings.FAKE_MAILBOX,
    clientId: settings.FAKE_CLIENT_ID,
    clientSecret: settings.FAKE_CLIENT_SECRET,
    refreshToken: settings.FAKE_REFRESH_TOKEN,
    accessUrl: settings.FAKE_TOKEN_URL,
  },
});

transport
  .sendMail({ from: settings.FAKE_MAILBOX, to: "someone@fabrikam.example", subject: "A form", text: "Hello" })
  .then(
    (sent) => console.log(JSON.stringify({ response: sent.response, accepted: sent.accepted })),
    (error) => console.log(JSON.stringify({ error: error.code, message: error.message })),
  );
