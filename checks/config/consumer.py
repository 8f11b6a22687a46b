"""One place in the product that holds mail settings, as the profile writes it down."""

from __future__ import annotations

from dataclasses import dataclass

from .references import SecretRef

SECRETS = ("client_secret", "refresh_token", "smtp_password", "receive_password")


@dataclass(frozen=True, slots=True)
class Consumer:
    """One place in the product that holds mail settings; None means that it does not say."""

    name: str
    kind: str
    enabled: bool | None = None
    oauth: bool | None = None
    client_id: str | None = None
    client_secret: SecretRef | None = None
    refresh_token: SecretRef | None = None
    from_address: str | None = None
    smtp_host: str | None = None
    smtp_port: int | None = None
    smtp_auth: bool | None = None
    smtp_user: str | None = None
    smtp_password: SecretRef | None = None
    smtp_tls: str | None = None
    receive_host: str | None = None
    receive_port: int | None = None
    receive_protocol: str | None = None
    receive_user: str | None = None
    receive_password: SecretRef | None = None
    receive_tls: str | None = None
    dummy_passwords: bool = False
    timeout_s: int | None = None
    cron_expression: str | None = None
    repeat_count: int | None = None
    repeat_interval_s: int | None = None
    start_delay_s: int | None = None
    batch_size: int | None = None
    user_name: str | None = None
    domain_name: str | None = None
    domain_pattern: str | None = None
    file_pattern: str | None = None
    recipient_successful_job: str | None = None
    recipient_failed_job: str | None = None
    char_set: str | None = None
    failed_job_folder: str | None = None
    asynchronous: bool | None = None
    validate_inbox: bool | None = None
