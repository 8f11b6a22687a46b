#!/bin/sh
# mutt. It sends in batch mode; to read it wants a terminal, which script(1) gives it, and keys, which a hook pushes.
set -eu
umask 077
cd "$JOB_FOLDER"
printf '%s\n' "$FAKE_ACCESS_TOKEN" >token
cat >muttrc <<END
set from="$FAKE_MAILBOX"
set envelope_from_address="$FAKE_MAILBOX"
set use_envelope_from=yes
set hostname="client.example"
set copy=no
set smtp_url="smtp://$FAKE_MAILBOX@localhost:$JOB_PORT/"
set smtp_authenticators="xoauth2"
set smtp_oauth_refresh_command="cat $JOB_FOLDER/token"
set imap_user="$FAKE_MAILBOX"
set imap_authenticators="xoauth2"
set imap_oauth_refresh_command="cat $JOB_FOLDER/token"
set ssl_starttls=yes
set ssl_force_tls=yes
set ssl_ca_certificates_file="$FAKE_CA_FILE"
set certificate_file=""
set header_cache=""
# A folder that is missing is asked about, and the question eats the pushed keys.
set folder="$JOB_FOLDER"
set tmpdir="$JOB_FOLDER"
set beep=no
set quit=yes
set move=no
set wait_key=no
set timeout=5
set sleep_time=0
folder-hook . 'push "<last-entry><pipe-message>cat >$JOB_FOLDER/read.eml<enter><flag-message><sync-mailbox><exit>"'
END
if [ "$1" = smtp ]; then
    sed '1,/^.$/d' "$JOB_LETTER" | tr -d '\r' >body
    exec mutt -n -F muttrc -s "$JOB_SUBJECT" -- someone@fabrikam.example <body
fi
[ "$JOB_TLS" = implicit ] && s=s || s=
# An input that never ends and never says anything: a question about a certificate gets no answer.
mkfifo never
exec 3<>never
TERM=vt100 script -qec "mutt -n -F muttrc -f imap$s://$FAKE_MAILBOX@localhost:$JOB_PORT/INBOX" typescript <&3 >/dev/null
# It exits 0 whatever happened.
grep -q "^Subject: $JOB_SUBJECT" read.eml
