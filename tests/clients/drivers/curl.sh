#!/bin/sh
# curl. Without --login-options it takes OAUTHBEARER where both are offered. The token stays off the command line.
set -eu
cd "$JOB_FOLDER"
printf 'oauth2-bearer = "%s"\n' "$FAKE_ACCESS_TOKEN" >token.conf
ask() {
    curl -q -K token.conf -sS --max-time 20 --ssl-reqd --cacert "$FAKE_CA_FILE" --user "$FAKE_MAILBOX:" \
        --login-options AUTH=XOAUTH2 "$@"
}
[ "$JOB_TLS" = implicit ] && s=s || s=
case $1 in
smtp)
    ask --url "smtp://localhost:$JOB_PORT/client.example" --mail-from "$FAKE_MAILBOX" \
        --mail-rcpt someone@fabrikam.example --upload-file "$JOB_LETTER"
    ;;
imap)
    ask "imap$s://localhost:$JOB_PORT/"
    ask "imap$s://localhost:$JOB_PORT/INBOX;MAILINDEX=*"
    ask "imap$s://localhost:$JOB_PORT/INBOX" -X 'STORE * +FLAGS \Flagged'
    ;;
pop3)
    ask "pop3$s://localhost:$JOB_PORT/" >listing
    ask "pop3$s://localhost:$JOB_PORT/$(sed -n '$s/ .*//p' listing)"
    ;;
esac
