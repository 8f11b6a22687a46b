#!/bin/sh
# mpop: msmtp's sibling for POP3. It authenticates in two lines.
set -eu
umask 077
cd "$JOB_FOLDER"
printf '%s\n' "$FAKE_ACCESS_TOKEN" >token
mkdir -p mail/cur mail/new mail/tmp
[ "$JOB_TLS" = implicit ] && starttls=off || starttls=on
cat >mpoprc <<END
account default
host localhost
port $JOB_PORT
tls on
tls_starttls $starttls
tls_trust_file $FAKE_CA_FILE
auth xoauth2
user $FAKE_MAILBOX
passwordeval "cat $JOB_FOLDER/token"
delivery maildir $JOB_FOLDER/mail
uidls_file $JOB_FOLDER/uidls
keep on
timeout 20
END
exec mpop -C mpoprc
