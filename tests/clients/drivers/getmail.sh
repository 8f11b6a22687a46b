#!/bin/sh
# getmail6 with the helper it brings, which redeems the refresh token and stores the new one. A Maildir is refused to root.
set -eu
umask 077
cd "$JOB_FOLDER"
cat >tokens.json <<END
{"scope": "https://outlook.office.com/IMAP.AccessAsUser.All offline_access", "user": "$FAKE_MAILBOX",
 "client_id": "$FAKE_CLIENT_ID", "client_secret": "$FAKE_CLIENT_SECRET", "token_uri": "$FAKE_TOKEN_URL",
 "auth_uri": "$FAKE_AUTHORIZE_URL", "access_token": "", "expires_at": 0, "refresh_token": "$FAKE_REFRESH_TOKEN"}
END
cat >getmailrc <<END
[retriever]
type = SimpleIMAPSSLRetriever
server = localhost
port = $JOB_PORT
username = $FAKE_MAILBOX
use_xoauth2 = true
password_command = ("getmail-gmail-xoauth-tokens", "$JOB_FOLDER/tokens.json")
ca_certs = $FAKE_CA_FILE
timeout = 20
[destination]
type = MDA_external
path = /usr/bin/tee
arguments = ("-a", "$JOB_FOLDER/read.eml")
ignore_stdout = true
allow_root_commands = true
[options]
read_all = true
delete = false
END
exec getmail --getmaildir="$JOB_FOLDER" --rcfile=getmailrc
