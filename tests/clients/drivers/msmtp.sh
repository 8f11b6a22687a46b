#!/bin/sh
# msmtp. The first line that passwordeval prints is the token; it refuses a configuration that others can read.
set -eu
umask 077
cd "$JOB_FOLDER"
printf '%s\n' "$FAKE_ACCESS_TOKEN" >token
cat >msmtprc <<END
account default
host localhost
port $JOB_PORT
tls on
tls_starttls on
tls_trust_file $FAKE_CA_FILE
auth xoauth2
user $FAKE_MAILBOX
passwordeval "cat $JOB_FOLDER/token"
from $FAKE_MAILBOX
domain client.example
timeout 20
END
exec msmtp -C msmtprc -- someone@fabrikam.example <"$JOB_LETTER"
