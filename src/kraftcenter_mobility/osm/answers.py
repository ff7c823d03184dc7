"""What the answers of a server say to the one who asked."""

import html
import re
import time

__all__ = ["EXCERPT_LENGTH", "USE_A_FILE", "advice", "first_line", "retry_after_s"]

EXCERPT_LENGTH = 200
USE_A_FILE = (
    'use a file instead, TransportNetwork.from_osm("file.osm.pbf"), with an extract of the '
    "region from a site that offers OpenStreetMap extracts"
)
ADVICE = {
    400: "it did not understand the query: check that the address is that of such a server",
    403: "it refuses access: name another server",
    404: "it serves nothing there: check the address",
    413: "the query is too large for it: take an area with a simpler outline",
    429: "it has had too many queries: wait some minutes, or name another server",
}
TOO_BUSY = "it is too busy or broken: try later, take a smaller area, or name another server"
ADVICE |= dict.fromkeys((500, 502, 503, 504), TOO_BUSY)


def advice(status: int) -> str:
    """Return what an HTTP status that is not 200 means, and what to do about it."""
    return ADVICE.get(status, "try later, or name another server")


def first_line(body: bytes) -> str:
    """Return the line of an answer that says most, without mark-up and shortened."""
    text = body.decode("utf-8", "replace")
    text = re.sub(r"(?is)<(style|script)\b.*?</\1>", "", text)
    text = re.sub(r"(?i)</?(p|div|br|h\d|title|li|tr|body|osm|remark)\b[^>]*>", "\n", text)
    text = html.unescape(re.sub(r"<[^>]*>", "", text))
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    telling = next((line for line in lines if "error" in line.lower()), "".join(lines[:1]))
    telling = "".join(letter for letter in telling if letter.isprintable())
    return telling if len(telling) <= EXCERPT_LENGTH else telling[:EXCERPT_LENGTH] + "..."


def retry_after_s(header: str) -> float | None:
    """Return the seconds a server asks to wait, None if it does not say."""
    from email.utils import parsedate_to_datetime

    if re.fullmatch(r"\s*\d{1,9}\s*", header):
        return float(header)
    try:
        return max(0.0, parsedate_to_datetime(header).timestamp() - time.time())
    except (ValueError, OverflowError):
        return None
