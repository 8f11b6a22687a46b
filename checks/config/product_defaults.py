"""What AEM Forms uses where nobody says anything, by the kind of consumer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_SERVICE: Mapping[str, Any] = {"oauth": False, "smtp_tls": "blank", "receive_tls": "blank"}
_ENDPOINT: Mapping[str, Any] = {
    **_SERVICE,
    "smtp_port": 25,
    "timeout_s": 60,
    "repeat_count": -1,
    "repeat_interval_s": 10,
    "start_delay_s": 0,
    "batch_size": 2,
    "user_name": "SuperAdmin",
    "domain_name": "DefaultDom",
    "file_pattern": "*.*",
    "recipient_successful_job": "sender",
    "recipient_failed_job": "sender",
    "char_set": "UTF-8",
    "asynchronous": True,
}
# Adobe: Email service settings; Configuring email endpoints; EmailEndpointConfigConstants. That OAuth is off by default
# is documented for the email service, inferred for the others.
BUILT_IN: Mapping[str, Mapping[str, Any]] = {
    "email-service": _SERVICE,
    "email-provider": _ENDPOINT,
    "email-endpoint": _ENDPOINT,
    "task-notifications": {"oauth": False},
}
