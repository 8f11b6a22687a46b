// What is tested: a module that sends mail through Microsoft 365 and buys its access tokens itself.
const nodemailer = require("nodemailer");

function mailer({ host, port, mailbox, clientId, clientSecret, refreshToken, tokenUrl }) {
  const transport = nodemailer.createTransport({
    host,
    port,
    requireTLS: true,
    auth: { type: "OAuth2", user: mailbox, clientId, clientSecret, refreshToken, accessUrl: tokenUrl },
  });
  return { send: (to, subject, text) => transport.sendMail({ from: mailbox, to, subject, text }) };
}

module.exports = { mailer };
