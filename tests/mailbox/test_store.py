"""The mailbox as a state machine: two sessions, and a model simple enough to be right."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from fakes.exchange.conversation import Conversation
from fakes.exchange.dialect import EXCHANGE
from fakes.exchange.imap.session import Session
from fakes.exchange.imap.view import View
from fakes.exchange.store import Folder, FolderError, MailStore

NAMES = st.sampled_from(["INBOX", "inbox", "Drafts", "A", "A/B", "A/B/C", "B", "INBOX/x"])
FLAGS = st.sets(st.sampled_from(["\\Seen", "\\Flagged", "\\Deleted", "$Work"]))
_NEWS = re.compile(rb"\* (\d+) (EXPUNGE|EXISTS|RECENT|FETCH \(FLAGS \(([^)]*)\)\))|\* FLAGS .*")


class _Tenant:
    dialect = EXCHANGE


class _Conversation:
    tenant = _Tenant()


@dataclass
class Client:
    """A client that believes what it is told: the flags it was last told of each message, by number."""

    session: Session
    known: list[set[str] | None] = field(default_factory=list)

    def hear(self, *, expunges: bool) -> None:
        view = self.session.selected
        for line in view.news(expunges=expunges).split(b"\r\n")[:-1]:
            found = _NEWS.fullmatch(line)
            assert found is not None, line
            if found[1] is None or found[2] == b"RECENT":
                continue
            number = int(found[1])
            if found[2] == b"EXPUNGE":
                assert expunges
                del self.known[number - 1]
            elif found[2] == b"EXISTS":
                assert number >= len(self.known)
                self.known += [None] * (number - len(self.known))
            else:
                self.known[number - 1] = set(found[3].decode().split()) - {"\\Recent"}
        assert len(self.known) == len(view.messages)
        for place, message in enumerate(view.messages):
            if self.known[place] is None:
                self.known[place] = {*message.flags}

    def told(self) -> list[tuple[int, set[str]]]:
        view = self.session.selected
        return [(message.uid, flags or set()) for message, flags in zip(view.messages, self.known, strict=True)]


class Mailbox(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.store = MailStore()
        self.model: dict[str, dict[int, tuple[bytes, set[str]]]] = {name: {} for name in MailStore.FOLDERS}
        self.given: dict[tuple[str, int, int], bytes] = {}
        self.validities: dict[str, int] = {}
        self.count = 0
        self.clients = [Client(Session(cast(Conversation, _Conversation()), implicit_tls=True)) for _ in "ab"]
        for client in self.clients:
            self.store.watch(cast(Any, client.session))

    def pick(self, data: st.DataObject) -> Folder:
        return data.draw(st.sampled_from(list(self.store.folders.values())))

    @rule(data=st.data(), flags=FLAGS)
    def deliver(self, data: st.DataObject, flags: set[str]) -> None:
        folder = self.pick(data)
        self.count += 1
        content = b"message %d" % self.count
        message = self.store.deliver(content, folder.name, flags)
        assert message.uid not in self.model[folder.name]
        self.model[folder.name][message.uid] = (content, {*flags})

    @rule(data=st.data(), flags=FLAGS, by=st.sampled_from([None, 0, 1]))
    def flag(self, data: st.DataObject, flags: set[str], by: int | None) -> None:
        folder = self.pick(data)
        if not folder.messages:
            return
        message = data.draw(st.sampled_from(folder.messages))
        who = None if by is None else self.clients[by]
        self.store.set_flags(folder, message, flags, by=cast(Any, who.session) if who else None)
        if who and who.session.view and message in who.session.view.messages:
            # The client did it itself and knows.
            who.known[who.session.view.messages.index(message)] = {*flags}
            who.session.view.told(message)
        self.model[folder.name][message.uid] = (message.content, {*flags})

    @rule(data=st.data())
    def expunge(self, data: st.DataObject) -> None:
        folder = self.pick(data)
        doomed = [message for message in folder.messages if "\\Deleted" in message.flags]
        assert self.store.remove(folder, doomed) == doomed
        assert self.store.remove(folder, doomed) == []
        for message in doomed:
            del self.model[folder.name][message.uid]

    @rule(name=NAMES)
    def create(self, name: str) -> None:
        wanted = "INBOX" if name == "inbox" else name
        if wanted in self.model:
            with pytest.raises(FolderError):
                self.store.create(name)
            return
        self.store.create(name)
        steps = wanted.split("/")
        for depth in range(len(steps)):
            self.model.setdefault("/".join(steps[: depth + 1]), {})

    @rule(name=NAMES)
    def delete(self, name: str) -> None:
        wanted = "INBOX" if name == "inbox" else name
        below = any(other.startswith(wanted + "/") for other in self.model)
        if wanted not in self.model or wanted in MailStore.FOLDERS or below:
            with pytest.raises(FolderError):
                self.store.delete(name)
            return
        self.store.delete(name)
        del self.model[wanted]

    @rule(old=NAMES, new=NAMES)
    def rename(self, old: str, new: str) -> None:
        was, becomes = ("INBOX" if name == "inbox" else name for name in (old, new))
        own = was in MailStore.FOLDERS and was != "INBOX"
        if was not in self.model or becomes in self.model or own or becomes.startswith(was + "/"):
            with pytest.raises(FolderError):
                self.store.rename(old, new)
            return
        self.store.rename(old, new)
        steps = becomes.split("/")
        for depth in range(len(steps)):
            self.model.setdefault("/".join(steps[: depth + 1]), {})
        if was == "INBOX":
            kept = self.model["INBOX"].values()
            self.model[becomes] = dict(enumerate(kept, 1))
            self.model["INBOX"] = {}
            return
        for name in [name for name in self.model if name == was or name.startswith(was + "/")]:
            self.model[becomes + name[len(was) :]] = self.model.pop(name)

    @rule(data=st.data(), who=st.integers(0, 1), read_only=st.booleans())
    def select(self, data: st.DataObject, who: int, read_only: bool) -> None:
        client = self.clients[who]
        client.session.view = View(self.pick(data), read_only=read_only)
        client.known = [{*message.flags} for message in client.session.view.messages]

    @rule(who=st.integers(0, 1), expunges=st.booleans())
    @precondition(lambda self: any(client.session.view for client in self.clients))
    def hear(self, who: int, expunges: bool) -> None:
        client = self.clients[who]
        if client.session.view is None:
            return
        client.hear(expunges=expunges)
        folder = client.session.view.folder
        alive = {message.uid: message.flags for message in folder.messages}
        told = client.told()
        assert [uid for uid, _ in told if uid in alive] == [*alive]
        assert all(alive[uid] == flags for uid, flags in told if uid in alive)
        assert not expunges or len(told) == len(alive)

    @invariant()
    def the_store_is_the_model(self) -> None:
        assert {
            name: {message.uid: (message.content, message.flags) for message in folder.messages}
            for name, folder in self.store.folders.items()
        } == self.model

    @invariant()
    def uids_keep_their_promise(self) -> None:
        for name, folder in self.store.folders.items():
            assert folder.name == name
            assert folder.uid_validity >= self.validities.get(name, 0)
            self.validities[name] = folder.uid_validity
            uids = [message.uid for message in folder.messages]
            assert uids == sorted({*uids}) and all(uid < folder.next_uid for uid in uids)
            for message in folder.messages:
                key = (name, folder.uid_validity, message.uid)
                assert self.given.setdefault(key, message.content) == message.content


TestMailbox = Mailbox.TestCase
TestMailbox.settings = settings(deadline=None, max_examples=100, stateful_step_count=40)


def test_a_store_that_replaces_another_goes_on_with_greater_uidvalidities() -> None:
    old = MailStore()
    new = MailStore(after=old.last_uid_validity)
    assert min(f.uid_validity for f in new.folders.values()) > max(f.uid_validity for f in old.folders.values())


def test_a_folder_renamed_to_a_name_that_was_used_has_a_greater_uidvalidity_than_that() -> None:
    store = MailStore()
    old, used = store.create("Old"), store.create("Used")
    store.delete("Used")
    store.rename("Old", "Used")
    assert store.folder("Used") is old and old.uid_validity > used.uid_validity


def test_delivering_into_no_folder_says_so() -> None:
    with pytest.raises(FolderError, match="Nowhere doesn't exist"):
        MailStore().deliver(b"", "Nowhere")


def test_sessions_are_forgotten() -> None:
    store = MailStore()
    session = cast(Any, Session(cast(Conversation, _Conversation()), implicit_tls=True))
    store.watch(session)
    session.view = View(store.folder("INBOX"), read_only=False)
    store.unwatch(session)
    store.unwatch(session)
    store.deliver(b"x")
    assert session.view.news(expunges=True) == b""
