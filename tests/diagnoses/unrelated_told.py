"""Texts that tell of failures and are none: lists, pages, programs, settings, letters. Where from, and what."""

from __future__ import annotations

TOLD = (
    (
        "blog.silverpc.hu, 2025-08",
        "In unserer digitalen Welt ist die E-Mail laengst mehr als nur ein Kommunikationsmittel. Sie kl"
        'icken auf "Senden" und nichts. Oder schlimmer noch: Eine Fehlermeldung, die von "Der Servernam'
        'e wurde nicht gefunden" bis hin zu "Die Verbindung zum Server konnte nicht hergestellt werden"'
        " reicht. Pruefen Sie die Statusseite Ihres Anbieters (Outlook.com, Gmail, GMX).",
    ),
    (
        "kundenservice.freenet.de",
        "Hinweise zu den haeufigsten Fehlermeldungen beim Empfang von E-Mails. Werden Sie wiederholt zu"
        "r Eingabe von Benutzernamen und Kennwort aufgefordert, so ist entweder der Benutzername oder d"
        'as Kennwort falsch geschrieben. Bei freenet lautet dieser "mx.freenet.de".',
    ),
    (
        "our own",
        "Bonjour,\n\nDepuis ce matin je ne peux plus envoyer de courriels. Outlook me demande sans cesse "
        "le mot de passe. Le serveur smtp.orange.fr ne repond pas.\n\nMerci de votre aide,\nMarie",
    ),
    (
        "our own",
        "Hallo Bernd,\n\nkannst Du bitte nachsehen, warum die Rechnung von gestern nicht angekommen ist? "
        "Im Postausgang liegt nichts, und Outlook meldet keinen Fehler.\n\nViele Gruesse\nAnna\n\n--\nConto"
        "so GmbH, Telefon 089 535 5713 9",
    ),
    (
        "learn.microsoft.com, reference-error-codes",
        "| Error | Description |\n| AADSTS16000 | InteractionRequired - User account from identity provi"
        "der does not exist in tenant. |\n| AADSTS50001 | InvalidResource - The resource is disabled or "
        "doesn't exist. |\n| AADSTS50011 | InvalidReplyTo - The reply address is missing, misconfigured,"
        " or doesn't match reply addresses configured for the app. |\n| AADSTS50034 | UserAccountNotFoun"
        "d - To sign into this application, the account must be added to the directory. |\n| AADSTS50053"
        " | IdsLocked - The account is locked because the user tried to sign in too many times. |\n| AAD"
        "STS50057 | UserDisabled - The user account is disabled. |\n| AADSTS50076 | UserStrongAuthClient"
        "AuthNRequired |\n| AADSTS65001 | DelegationDoesNotExist - The user or administrator has not con"
        "sented to use the application |\n| AADSTS70008 | ExpiredOrRevokedGrant - The refresh token has "
        "expired due to inactivity. |\n| AADSTS700016 | UnauthorizedClient_DoesNotMatchRequest |\n| AADST"
        "S7000215 | Invalid client secret is provided. |\n| AADSTS7000222 | InvalidClientSecretExpiredKe"
        "ysProvided |",
    ),
    (
        "learn.microsoft.com, non-delivery-reports",
        "| Error code | Description | Possible cause |\n| 432 4.3.2 | STOREDRV.Deliver; recipient thread"
        " limit exceeded | The ability of the recipient mailbox |\n| 4.4.7 | Message expired | The messa"
        "ge in the queue expired. |\n| 5.7.1 | Delivery not authorized | The sender is not allowed |\n| 5"
        ".7.57 | Client was not authenticated to send anonymous mail during MAIL FROM | configure the d"
        "evice |\n| 5.7.64 | TenantAttribution; Relay Access Denied | inbound connector |\n| 5.7.501 | Ac"
        "cess denied, spam abuse detected | banned |\n| 5.7.705 | Access denied, tenant has exceeded thr"
        "eshold | |\n| 5.7.708 | Access denied, traffic not accepted from this IP | |\n| 5.7.750 | Servic"
        "e unavailable. Client blocked from sending from unregistered domains | |",
    ),
    (
        "support.cloudplus.net, Exchange 2013 NDR",
        "4.4.2 - The server started to deliver the message but then the connection was dropped. The sen"
        "ding server is configured to retry automatically.\n5.1.2 - SMTP; 550 Host unknown. An error is "
        "triggered when the host name can't be found.\n5.2.1 - Mailbox cannot be accessed. The mailbox m"
        "ay be offline, disabled, or the message has been quarantined by a rule.\n5.3.4 - The message to"
        "o large.\n5.5.4 - Invalid domain name.\n5.7.1 - Unable to relay. Microsoft Exchange 2013 NDR",
    ),
    (
        "our own",
        "SMTP_HOST=smtp.office365.com\nSMTP_PORT=587\nSMTP_USER=bob@contoso.com\nSMTP_TIMEOUT=30\nIMAP_HOST"
        "=outlook.office365.com\nRETRY_ON=ECONNRESET,ETIMEDOUT,ECONNREFUSED\nOAUTH_AUTHORITY=https://logi"
        "n.microsoftonline.com/contoso.com",
    ),
    (
        "our own",
        "relayhost = [smtp.office365.com]:587\nsmtp_sasl_auth_enable = yes\nsmtp_sasl_mechanism_filter = "
        "xoauth2\nsmtp_tls_security_level = encrypt\nsmtp_connect_timeout = 30s\n# lost connection with re"
        "lay while receiving the initial greeting: raise smtp_helo_timeout",
    ),
    (
        "our own",
        'RETRYABLE = ("connection refused", "connection reset by peer", "timed out")\n\ndef is_transient('
        'error: Exception) -> bool:\n    """Whether outlook.office365.com may be asked again."""\n    ret'
        "urn any(word in str(error).lower() for word in RETRYABLE)",
    ),
    (
        "our own",
        "switch (code) {\n  case 'AADSTS50076': return prompt('mfa');\n  case 'AADSTS50057': return fail("
        "'user disabled');\n  case 'AADSTS65001': return consent();\n  case 'AADSTS700082':\n  case 'AADST"
        "S70008': return login();\n  case 'AADSTS7000215': return fail('secret');\n}",
    ),
    (
        "our own",
        "except oauthlib.oauth2.rfc6749.errors.InvalidGrantError:\n    log.warning('invalid_grant, askin"
        "g again')\n    # https://login.microsoftonline.com/common/oauth2/v2.0/token\n    return self.log"
        "in()",
    ),
    (
        "01net.com, Decryptez votre messagerie",
        "1 - User unknown : Le message d'erreur peut presenter les libelles User unknown, ERROR Mailbox"
        " doesn't exist, unable to verify adress.\n2 - Host not found : Les messages Host not found, inv"
        "alid domain name syntax ou unrouteable mail domain.\n3 - Connection refused, Connection timed o"
        "ut : le serveur ne repond pas.\n4 - Mailbox full, quota exceeded.\n5 - Relaying denied, authenti"
        "cation required.",
    ),
    (
        "assistance.groupemagiconline.com, Code d'erreurs mail",
        "101 Le serveur est incapable de se connecter. Le nom du serveur peut etre mal orthographie.\n11"
        "1 La connexion est refusee, ou impossible d'ouvrir une session SMTP.\n214 C'est une reponse a l"
        "a commande HELP.\n421 Le service n'est pas disponible\n535 L'authentification a echoue\n550 Boite"
        " indisponible",
    ),
    (
        "our own, RFC 5321 and RFC 4954",
        "SMTP error codes\n421 Service not available, closing transmission channel\n450 Requested mail ac"
        "tion not taken: mailbox unavailable\n454 TLS not available due to temporary reason\n500 Syntax e"
        "rror\n504 Command parameter not implemented\n530 Must issue a STARTTLS command first\n534 Authent"
        "ication mechanism is too weak\n535 Authentication failed\n538 Encryption required for requested "
        "authentication mechanism\n550 Requested action not taken: mailbox unavailable",
    ),
    (
        "microsoft/azure-skills, messaging",
        "| Symptom | Guide |\n|---------|-------|\n| Connection failures, firewall, IP/VNet, WebSocket | "
        "service-troubleshooting.md |\n| AMQP link detach, idle timeout, connection inactive | service-t"
        "roubleshooting.md |\n| Session lock errors, session receiver detach | Azure AD guide |",
    ),
    (
        "learn.microsoft.com, service-bus-troubleshooting-guide",
        "Depending on the host environment and network, a connectivity issue might present to applicati"
        "ons as either a TimeoutException, OperationCanceledException, or a ServiceBusException with Re"
        "ason of ServiceTimeout and most often occurs when the client can't find a network path to the "
        "service. Check that the AMQP ports 5671 and 5672 are open. Intercepting proxies can cause SSL "
        "handshake failures.",
    ),
    (
        "our own",
        "import smtplib\n\ntry:\n    server = smtplib.SMTP('smtp.office365.com', 587, timeout=30)\n    serv"
        "er.starttls()\nexcept smtplib.SMTPServerDisconnected as error:\n    logger.error('Connection une"
        'xpectedly closed: %s\', error)\nexcept TimeoutError:\n    print("connection timed out")\n',
    ),
    (
        "our own",
        'catch (MessagingException e) {\n    if (e.getMessage().contains("Connection refused") || e.getM'
        'essage().contains("AUTHENTICATE failed.")) {\n        retry("outlook.office365.com");\n    }\n}',
    ),
    (
        "our own, after fail2ban",
        "failregex = ^%(__prefix)sNO AUTHENTICATE failed\\. <HOST>$\n            ^%(__prefix)s535 5\\.7\\.3"
        " Authentication unsuccessful <HOST>$",
    ),
    (
        "our own",
        "## 3.2.0\n- Retry when the IMAP server answers AccessTokenExpired (#412)\n- Fix: connection rese"
        "t by peer while polling outlook.office365.com (#398)\n- Handle AADSTS50173 like an expired refr"
        "esh token (#391)\n- Handle AADSTS65001 with a hint to consent (#377)",
    ),
    (
        "our own, RFC 3501 and RFC 7628",
        "If the server receives a NO response to an AUTHENTICATE command, the client may try another au"
        "thentication mechanism. A server that does not support the mechanism rejects it with a tagged "
        'NO response. See RFC 3501 and RFC 7628 for the error response of OAUTHBEARER: {"status":"inval'
        'id_token","scope":"example_scope"}.',
    ),
)
