"""Sessions that went well, and what programs beside mail said. Where from, and what."""

from __future__ import annotations

SESSIONS = (
    (
        "curl/curl#2403, 2018-03",
        "* Connected to blog.contoso.com (190.93.244.35) port 443 (#0)\n* ALPN, offering h2\n* successful"
        "ly set certificate verify locations:\n* TLSv1.3 (OUT), TLS handshake, Client hello (1):\n* TLSv1"
        ".3 (IN), TLS handshake, CERT verify (15):\n* SSL connection using TLSv1.3 / TLS_AES_256_GCM_SHA"
        "384\n* SSL certificate verify ok.\n< HTTP/2 200\n* Connection #0 to host blog.contoso.com left in"
        "tact",
    ),
    (
        "our own, after curl 8",
        "* Host login.microsoftonline.com:443 was resolved.\n*   Trying 20.190.159.0:443...\n* Connected "
        "to login.microsoftonline.com (20.190.159.0) port 443\n* TLSv1.3 (IN), TLS alert, close notify ("
        "256):\n*  SSL certificate verify ok.\n> GET /common/v2.0/.well-known/openid-configuration HTTP/1"
        ".1\n< HTTP/1.1 200 OK\n* Connection #0 to host login.microsoftonline.com left intact",
    ),
    (
        "simonrob/email-oauth2-proxy#95, 2022-11",
        "2022-11-09 11:09:29,106: SMTP (localhost:1587; 127.0.0.1:20113->smtp.office365.com:587) <-- b'"
        "220 AM3PR05CA0094.outlook.office365.com Microsoft ESMTP MAIL Service ready at Wed, 9 Nov 2022 "
        "10:09:41 +0000\\r\\n'\nSMTP (localhost:1587) --> b'EHLO company.com\\r\\n'\nSMTP <-- b'235 2.7.0 A"
        "uthentication successful\\r\\n'\n[ Successfully authenticated SMTP connection - releasing session"
        " ]\n<-- b'250 2.0.0 OK <x@y> [Hostname=AM3PR05]\\r\\n'\n<-- [ Server disconnected ]\n--> [ Client "
        "disconnected ]",
    ),
    (
        "wneessen/go-mail#130, 2023-05",
        "2023/05/29 11:59:14 DEBUG: C <-- S: 250 ZR2P278CA0019.outlook.office365.com Hello [82.84.55.11"
        "6]\nSTARTTLS\n2023/05/29 11:59:14 DEBUG: C --> S: AUTH XOAUTH2\n2023/05/29 11:59:14 DEBUG: C <-- "
        "S: 334 \n2023/05/29 11:59:15 DEBUG: C <-- S: 235 2.7.0 Authentication successful\n2023/05/29 11:"
        "59:16 DEBUG: C <-- S: 250 2.0.0 OK\n2023/05/29 11:59:16 DEBUG: C <-- S: 221 2.0.0 Service closi"
        "ng transmission channel",
    ),
    (
        "owncloud-archive/mail#1510",
        "C: 2 AUTHENTICATE PLAIN [INITIAL CLIENT RESPONSE (username: bob@outlook.com)]\nS: 1 OK CAPABILI"
        "TY completed\nS: 2 OK bob@outlook.com authenticated successfully\nC: 3 SELECT INBOX\nS: 3 OK [REA"
        "D-WRITE] SELECT completed.\nS: * BYE logging out",
    ),
    (
        "ibm.com, Lifting the hood on JavaMail",
        "DEBUG: JavaMail version 1.4ea\nDEBUG SMTP: useEhlo true, useAuth true\nDEBUG SMTP: trying to con"
        'nect to host "caesar.contoso.com", port 25, isSSL false\n220 CAESAR ESMTP\nDEBUG SMTP: Found ext'
        'ension "AUTH", arg "LOGIN"\nDEBUG SMTP: Attempt to authenticate\n235 Authentication successful',
    ),
    (
        "our own, after Jakarta Mail 2",
        'DEBUG: Jakarta Mail version 2.0.1\nDEBUG SMTP: trying to connect to host "smtp.office365.com", '
        "port 587, isSSL false\n220 AM6PR0502CA0045.outlook.office365.com Microsoft ESMTP MAIL Service r"
        'eady\nDEBUG SMTP: Found extension "STARTTLS", arg ""\nDEBUG SMTP: protocolConnect login, host=sm'
        "tp.office365.com, user=bob@contoso.com, password=<non-null>\nDEBUG SMTP: Attempt to authenticat"
        "e using mechanisms: XOAUTH2\nDEBUG SMTP: Using mechanism XOAUTH2\nAUTH XOAUTH2 dXNlcj0=\n235 2.7."
        "0 Authentication successful\nDEBUG SMTP: message successfully delivered to mail server\nQUIT\n221"
        " 2.0.0 Service closing transmission channel",
    ),
    (
        "home-assistant/core#35975, 2020-08",
        "2020-08-31 14:03:16 INFO (SyncWorker_6) [homeassistant.components.imap_email_content.sensor] C"
        "onnection to imap.gmail.com lost, attempting to reconnect\n2020-08-31 14:03:17 INFO (SyncWorker"
        "_6) [homeassistant.components.imap_email_content.sensor] Reconnect to imap.gmail.com succeeded"
        ", trying last message",
    ),
    (
        "Home-Assistant-Mail-And-Packages#1065, 2025-02",
        "This error originated from a custom integration.\n\nLogger: custom_components.mail_and_packages\n"
        "Source: helpers/update_coordinator.py:385\nTimeout fetching Mail and Packages (imap.gmail.com) "
        "data",
    ),
    (
        "home-assistant/core#90881, 2023-04",
        "2023-04-06 02:45:27.200 ERROR (MainThread) [homeassistant] Error doing job: application protoc"
        'ol failed to receive SSL data\n  File "/usr/local/lib/python3.10/site-packages/aioimaplib/aioim'
        'aplib.py", line 343, in data_received\nraise self._exception\naioimaplib.aioimaplib.CommandTimeo'
        "ut: NNAF7 FETCH 43 BODY.PEEK[]",
    ),
    (
        "hashicorp/terraform-provider-azurerm#29237, 2025-04",
        'Provider "registry.terraform.io/hashicorp/azuread" requires explicit configuration.\nbuilding c'
        'lient: unable to obtain access token: githubAssertion: cannot request token: Get "?audience=ap'
        'i%3A%2F%2FAzureADTokenExchange": unsupported protocol scheme ""',
    ),
    (
        "hashicorp/terraform#20212, 2019-02",
        "azuread_application.app: graphrbac.ApplicationsClient#Create: Failure responding to request: S"
        'tatusCode=403 -- Original Error: autorest/azure: Service returned an error. Status=403 Code="U'
        'nknown" Message="Unknown service error" Details=[{"odata.error":{"code":"Authorization_Request'
        'Denied"}}]',
    ),
    (
        "hashicorp/terraform#33430, 2023-06",
        "synapse.WorkspacesClient#Update: Failure sending request: StatusCode=400 -- Original Error: Co"
        'de="ValidationFailed" Message="Workspace request validation failed" Details=[{"code":"AadOnlyA'
        'uthenticationIsEnabled","message":"Azure Active Directory Only Authentication is enabled. Plea'
        'se contact workspace administrator."}]',
    ),
    (
        "microsoft/azure-pipelines-terraform#334, 2026-01",
        "Error: unable to build authorizer: could not configure AzureCli Authorizer: obtaining subscrip"
        "tion ID: obtaining account details: running Azure CLI: exit status 1: ERROR: Please run 'az lo"
        "gin' to setup account.",
    ),
    (
        "hashicorp/terraform-provider-azurerm#5702, 2020-02",
        "2020-02-12T15:56:07.673Z [DEBUG] plugin.terraform-provider-azurerm_v1.43.0_x4: [DEBUG] AzureRM"
        " Request:\nGET /oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fmanagement.azure.com"
        "%2F HTTP/1.1\nHost: localhost:50342\nUser-Agent: Go/go1.12.6 go-autorest/adal/v1.0.0\nconnect: co"
        "nnection refused",
    ),
    (
        "gitbucket-notifications-plugin#8, 2018-02",
        "[Error] org.apache.commons.mail.EmailException: Sending the email to the following server fail"
        "ed : smtp.gmail.com:587",
    ),
    (
        "jenkins-infra/jenkins.io#1967, 2018-12",
        "javax.activation.UnsupportedDataTypeException: no object DCH for MIME type multipart/mixed; \n\t"
        'boundary="----=_Part_8_1691293844.1544502954164"\n\tat javax.mail.internet.MimeBodyPart.writeTo('
        "MimeBodyPart.java:1476)",
    ),
    (
        "SUSE/scf#1576, 2018-06",
        "Return-path: <notifications@contoso.com>\nReceived: from jenkins.contoso.com (localhost [127.0."
        "0.1])\n\tby localhost (Postfix) with ESMTP id 675A022A74\nSubject: Jenkins failure: scf/PR-1576 #"
        "29\n\nJenkins build failed: scf/PR-1576 after 4.5 sec: connection refused\n\nSee logs on https://j"
        "enkins.contoso.com/job/scf/29/console",
    ),
    (
        "OfficeDev/ews-managed-api#26, 2015-03",
        "1) GET https://autodiscover.contoso.com/autodiscover/autodiscover.xml on port 443 (returns HTT"
        "P 401)\n2) GET http://autodiscover.contoso.com/autodiscover/autodiscover.xml on port 80 (fails "
        "because port 80 isn't open).\nAutodiscoverLocalException",
    ),
    (
        "ecederstrand/exchangelib#1297, 2024-04",
        "exchangelib.errors.UnauthorizedError: Invalid credentials for https://mail.contoso.de/EWS/Exchange.asmx",
    ),
    (
        "ecederstrand/exchangelib#673, 2019-11",
        "exchangelib.errors.AutoDiscoverFailed: All steps in the autodiscover protocol failed",
    ),
    (
        "our own, after exchangelib",
        "exchangelib.errors.TransportError: HTTPSConnectionPool(host='mail.contoso.de', port=443): Max "
        "retries exceeded with url: /EWS/Exchange.asmx (Caused by ConnectTimeoutError('Connection to ma"
        "il.contoso.de timed out.'))",
    ),
    (
        "kuzmoyev/google-calendar-simple-api#118, 2021-10",
        "('invalid_grant: Token has been expired or revoked.', {'error': 'invalid_grant', 'error_descri"
        "ption': 'Token has been expired or revoked.'})",
    ),
    (
        "GeneralTask/task-manager#2169, 2022-10",
        'Get "https://www.googleapis.com/calendar/v3/calendars/primary/events?alt=json": oauth2: cannot'
        ' fetch token: 400 Bad Request\\nResponse: {\\n  \\"error\\": \\"invalid_grant\\",\\n  \\"error_des'
        'cription\\": \\"Token has been expired or revoked.\\"\\n}',
    ),
    (
        "calcom/cal.diy#7564, 2023-03",
        "@calcom/web:dev: 23:24:16.998 ERROR [[lib] google_calendar Error refreshing google token \n@cal"
        "com/web:dev:  Error  invalid_grant\n@calcom/web:dev:     data: {\n@calcom/web:dev:       error: "
        "'invalid_grant',\n@calcom/web:dev:       error_description: 'Token has been expired or revoked."
        "'",
    ),
    (
        "googleapis/google-api-nodejs-client#3011, 2022-06",
        "GaxiosError: invalid_grant\n0|ttb      |     at Gaxios._request (/srv/ttb/node_modules/gax"
        "ios/build/src/gaxios.js:130:23)\n0|ttb      |     at async OAuth2Client.refreshTokenNoCache (/r"
        "oot/ttb/ttb/node_modules/google-auth-library/build/src/auth/oauth2client.js:174:21)",
    ),
    (
        "NullVoxPopuli/aeonvera#961, 2017-06",
        'Net::SMTPServerBusy: 421 4.3.2 Reconfiguration in progress\n\n  File "/app/vendor/ruby-2.3.3/lib'
        '/ruby/2.3.0/net/smtp.rb", line 965, in check_response',
    ),
    (
        "sidekiq/sidekiq#2618, 2015-10",
        "EOFError: end of file reached\n  from celluloid/task/fibered.rb:14:in `block in create'\n  from "
        "sidekiq/processor.rb:50:in `process'\n  from redis/connection/ruby.rb:48:in `_read_from_socket'",
    ),
    (
        "sidekiq/sidekiq#2739, 2015-12",
        "2015-12-10T14:22:03.733Z 98694 TID-ouv8smea8 Sidekiq::Extensions::DelayedMailer JID-2947f66f81"
        "b63abecf83fe8d INFO: done: 67.43 sec",
    ),
    (
        "our own, after the Event Hubs SDK",
        "com.microsoft.azure.eventhubs.CommunicationException: A communication error has occurred. This"
        " may be due to an incorrect host name in your connection string or a problem with your network"
        " connection. contoso.servicebus.windows.net:5671 Connection reset by peer amqp:connection:forc"
        "ed",
    ),
    (
        "Azure/azure-iot-sdk-python#17",
        "AMQP transport failed to establish connection with service. contoso.azure-devices.net error(-2146893039) TLS",
    ),
    (
        "our own",
        "Nov 23 07:42:11 web systemd[1]: mailpoll.service: Main process exited, code=exited, status=1/F"
        "AILURE\nNov 23 07:42:11 web systemd[1]: mailpoll.service: Failed with result 'exit-code'.",
    ),
    (
        "our own",
        'level=error ts=2026-11-23T07:42:11.535Z caller=client.go:430 msg="final error sending batch" s'
        'tatus=-1 error="Post \\"http://loki:3100/loki/api/v1/push\\": dial tcp 10.0.1.7:3100: connect: c'
        'onnection refused"',
    ),
    (
        "our own",
        "2026-11-23 07:42:11 W3SVC1 10.0.0.4 POST /api/mail - 443 - 10.0.0.7 python-requests/2.31 - 500 0 0 31",
    ),
    (
        "our own",
        "ERROR 2013 (HY000): Lost connection to MySQL server at 'reading initial communication packet',"
        " system error: 104\n[Errno 104] Connection reset by peer",
    ),
    (
        "our own, the texts of OpenVPN",
        "openvpn[812]: TLS Error: TLS key negotiation failed to occur within 60 seconds (check your net"
        "work connectivity)\nopenvpn[812]: TLS Error: TLS handshake failed\nopenvpn[812]: Connection rese"
        "t, restarting",
    ),
    (
        "our own, after zammad",
        "I, [2025-02-01T10:00:00.1#1] INFO -- : fetching imap (outlook.office365.com/bob@contoso.com po"
        "rt=993,ssl=ssl,starttls=false,folder=INBOX,auth_type=XOAUTH2)\nI, [2025-02-01T10:00:01.2#1] INF"
        "O -- :  - no message\nI, [2025-02-01T10:00:01.3#1] INFO -- : done",
    ),
    (
        "our own, after msmtp",
        "Nov 23 07:42:11 host=smtp.office365.com tls=on auth=on user=bob@contoso.com from=bob@contoso.c"
        "om recipients=anna@contoso.com mailsize=412 smtpstatus=250 smtpmsg='250 2.0.0 OK <x@y> [Hostna"
        "me=AM0PR06MB4049.eurprd06.prod.outlook.com]' exitcode=EX_OK",
    ),
    (
        "our own, after mbsync",
        "Maildir contoso: 0 errors\nC: 1/1  B: 3/3  M: +0/0 *0/0 #0/0  S: +2/2 *0/0 #0/0\nConnecting to o"
        "utlook.office365.com (40.101.1.2:993)\nConnection is now encrypted\nLogging in...\nAuthenticating"
        " with SASL mechanism XOAUTH2...",
    ),
)
