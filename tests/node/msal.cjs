// One grant by MSAL for Node: prints {"scopes", "account"} or {"error", "codes"} as JSON.
const { ConfidentialClientApplication, CryptoProvider } = require("@azure/msal-node");

const settings = process.env;
const asked = JSON.parse(process.argv[2]);
const scopes = ["https://outlook.office.com/SMTP.Send", "https://outlook.office.com/IMAP.AccessAsUser.All"];
const app = new ConfidentialClientApplication({
  auth: {
    clientId: settings.FAKE_CLIENT_ID,
    clientSecret: asked.secret ?? settings.FAKE_CLIENT_SECRET,
    authority: settings.FAKE_AUTHORITY,
    knownAuthorities: [new URL(settings.FAKE_AUTHORITY).host],
  },
});

async function code() {
  const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
  const redirectUri = settings.FAKE_REDIRECT_URI;
  const url = await app.getAuthCodeUrl({
    scopes,
    redirectUri,
    responseMode: "query",
    codeChallenge: challenge,
    codeChallengeMethod: "S256",
    state: "st&ate",
  });
  const form = new URLSearchParams(new URL(url).search);
  form.set("login", settings.FAKE_MAILBOX);
  form.set("passwd", settings.FAKE_PASSWORD);
  const page = await fetch(url.split("?")[0], { method: "POST", body: form, redirect: "manual" });
  const back = new URL(page.headers.get("location")).searchParams;
  if (back.get("state") !== "st&ate") throw new Error("another state came back");
  return app.acquireTokenByCode({
    scopes,
    redirectUri,
    code: back.get("code"),
    codeVerifier: asked.verifier ?? verifier,
  });
}

const grants = {
  refresh: () => app.acquireTokenByRefreshToken({ scopes, refreshToken: asked.token ?? settings.FAKE_REFRESH_TOKEN }),
  application: () => app.acquireTokenByClientCredential({ scopes: ["https://outlook.office365.com/.default"] }),
  code,
};

grants[asked.grant]().then(
  (answer) =>
    console.log(
      JSON.stringify({
        scopes: answer.scopes,
        account: answer.account?.username ?? "",
        type: answer.tokenType,
        audience: JSON.parse(Buffer.from(answer.accessToken.split(".")[1], "base64url")).aud,
      }),
    ),
  (error) => console.log(JSON.stringify({ error: error.errorCode ?? error.name, message: error.message })),
);
