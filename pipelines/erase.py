"""Honouring a delete beyond the index: what the log and the kept alerts still say of a document goes too."""

from collections.abc import Sequence

import msgspec

from connectors.index.base import Index
from connectors.log.base import ALERTS, ITEMS, Log
from connectors.notify.outbox import RECORDS, AlertRecord
from schemas import Alert, Document, Item, decode, encode

ALERTED = "alerted"
"""Collection: `document id/alert id` -> rule id, so that a delete finds the alerts that quote the document."""


def remember_alerts(index: Index, alerts: Sequence[Alert]) -> None:
    """Note which alerts quote which document, before they are told."""
    collection = index.collection(ALERTED)
    for alert in alerts:
        collection.create(f"{alert.document.id}/{alert.id}", alert.rule.encode())


def taken_back(document: Document, item: Item) -> bool:
    """True for a put whose words nobody may keep: its carrier took it back, or the platform did and this is a copy."""
    carrier = next((one for one in document.carriers if one.source == item.source), None)
    erased = any(one.erased for one in document.carriers)
    if item.action == "delete":
        return False
    if carrier is not None and carrier.deleted:
        return item.version <= carrier.version
    return erased and (carrier is None or not carrier.erased)


def forget(document: Document, index: Index, log: Log) -> None:
    """Blank what was taken back of a document in the log, and every copy of its words that an alert keeps."""
    log.erase(ITEMS, document.id, lambda value: taken_back(document, decode(value, Item)))
    collection = index.collection(ALERTED)
    for entry in collection.entries(prefix=f"{document.id}/"):
        log.erase(ALERTS, entry.value.decode(), lambda value: decode(value, Alert).document.id == document.id)
        _blank_record(index, entry.key.partition("/")[2])


def _blank_record(index: Index, alert: str) -> None:
    """Blank the notifier's record of an alert, whatever it writes meanwhile."""
    collection = index.collection(RECORDS)
    while (entry := collection.get(alert)) is not None:
        record = decode(entry.value, AlertRecord)
        if collection.replace(alert, encode(AlertRecord(blank_alert(record.alert), record.noted)), entry.seq):
            return


def blank_alert(alert: Alert) -> Alert:
    """The alert without a word of its document."""
    document = msgspec.structs.replace(alert.document, title="", url=None)
    return msgspec.structs.replace(alert, document=document, sentence="", words=(), statement=None, matched=())
