// nodemailer, which redeems the refresh token itself; the CA comes by NODE_EXTRA_CA_CERTS and so serves both.
const fs = require("node:fs");
const nodemailer = require("nodemailer");

const settings = process.env;
const transport = nodemailer.createTransport({
  host: "localhost",
  port: Number(settings.JOB_PORT),
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
  .sendMail({
    envelope: { from: settings.FAKE_MAILBOX, to: "someone@fabrikam.example" },
    raw: fs.readFileSync(settings.JOB_LETTER),
  })
  .catch((error) => {
    console.error(error.code, error.message);
    process.exitCode = 1;
  });
