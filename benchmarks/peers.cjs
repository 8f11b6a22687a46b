// The npm peers: `node peers.cjs PEER MODULES PEM USER TOKEN` prints its port.
"use strict";
const fs = require("fs");
const [peer, modules, pem, user, token] = process.argv.slice(2);
function say() {
    console.log(this.address().port);
}
const credentials = { key: fs.readFileSync(pem), cert: fs.readFileSync(pem) };
if (peer === "smtp-server") {
    const { SMTPServer } = require(modules + "/smtp-server");
    const server = new SMTPServer({
        ...credentials,
        authMethods: ["XOAUTH2"],
        disableReverseLookup: true,
        onAuth: (auth, _session, done) => done(auth.accessToken === token ? null : new Error("no"), { user: auth.username }),
        onData: (stream, _session, done) => stream.resume().on("end", () => done(null, "OK")),
    });
    server.listen(0, "127.0.0.1", say.bind(server.server));
} else {
    const server = require(modules + "/hoodiecrow-imap")({
        plugins: ["SASL-IR", "XOAUTH2", "LITERALPLUS"],
        secureConnection: true,
        credentials,
        users: { [user]: { xoauth2: { accessToken: token } } },
        storage: { INBOX: {} },
    });
    server.listen(0, "127.0.0.1", say);
}
