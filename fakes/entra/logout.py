"""Sign-out: the browser's session ends, refresh tokens live on (entra-docs, refresh tokens: single sign-out)."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from ..tenant.tenant import Tenant
from .errors import Response
from .policy.redirects import platform_of
from .sign_in import clear_session, signed_out_page


def logout_endpoint(tenant: Tenant, parameters: Mapping[str, str], cookie: str) -> Response:
    """Sign out; go back to `post_logout_redirect_uri` when an application has registered it, else show a page."""
    forget = clear_session(tenant, cookie)
    target = parameters.get("post_logout_redirect_uri", "")
    if target and any(platform_of(app, target) for app in tenant.apps.values()):
        back = target
        if "state" in parameters:
            back += ("&" if "?" in target else "?") + urlencode(
                {"state": parameters["state"]}, errors="surrogateescape"
            )
        return Response(
            302, b"", {"Location": back, "Cache-Control": "no-store, no-cache", "Pragma": "no-cache", **forget}
        )
    answer = signed_out_page()
    return Response(answer.status, answer.body, {**answer.headers, **forget})
