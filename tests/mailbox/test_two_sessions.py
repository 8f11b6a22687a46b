"""Two IMAP sessions on the wire over one mailbox, held against a model: what each is told is enough to stay right."""

from __future__ import annotations

import re
import ssl
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from fakes.thread import ThreadedBox

from .tenant import encode, on_store
from .wire import Wire

FOLDERS = st.sampled_from(["INBOX", "Work"])
FLAGS = st.sampled_from(["\\Seen", "\\Flagged", "\\Deleted", "$Work"])
WHO = st.integers(0, 1)
_NUMBERED = re.compile(r"\* (\d+) (EXISTS|RECENT|EXPUNGE|FETCH \((.*)\))\Z", re.DOTALL)
_FLAGS = re.compile(r"FLAGS \(([^)]*)\)")
_UID = re.compile(r"UID (\d+)")


@dataclass
class Letter:
    content: str
    flags: set[str]


@dataclass
class Client:
    """A session as its client sees it: `told` are the UIDs by number, `untold` those that arrived since."""

    wire: Wire
    folder: str = ""
    told: list[int] = field(default_factory=list)
    untold: list[int] = field(default_factory=list)


class TwoSessions(RuleBasedStateMachine):
    """Every command of either session; the model is a dictionary of letters by UID for each folder."""

    def __init__(self, box: ThreadedBox, trust: ssl.SSLContext) -> None:
        super().__init__()
        self.box = box
        box.reset()
        on_store(box, lambda store: store.create("Work"))
        on_store(box, lambda store: store.remove(store.folders["INBOX"], [*store.folders["INBOX"].messages]))
        self.model: dict[str, dict[int, Letter]] = {"INBOX": {}, "Work": {}}
        self.count = 0
        self.clients = [Client(Wire(box.settings.imap_port, trust, tls=True)) for _ in "ab"]
        response = encode(box.settings.mailbox, box.settings.access_token)
        for client in self.clients:
            client.wire.line()
            client.wire.ask(f"AUTHENTICATE XOAUTH2 {response}")

    def teardown(self) -> None:
        for client in self.clients:
            client.wire.close()
        assert self.box.ask(lambda tenant: [*tenant.bugs]) == []

    # What a client does with an answer

    def ask(self, client: Client, command: str, *, numbers_stay: bool = False) -> list[str]:
        lines = client.wire.ask(command)
        self.hear(client, lines[:-1])
        assert client.untold == []
        if not numbers_stay and client.folder:
            assert client.told == [*self.model[client.folder]]
        return lines

    def hear(self, client: Client, lines: list[str]) -> None:
        for line in lines:
            found = _NUMBERED.match(line)
            if found is None:
                continue
            number = int(found[1])
            if found[2] == "EXISTS":
                client.told += client.untold
                client.untold = []
                assert len(client.told) == number
            elif found[2] == "EXPUNGE":
                assert client.told.pop(number - 1) not in self.model[client.folder]
            elif found[3]:
                self.compare(client, number, found[3])

    def compare(self, client: Client, number: int, items: str) -> None:
        uid = client.told[number - 1]
        if told := _UID.search(items):
            assert int(told[1]) == uid
        letter = self.model[client.folder].get(uid)
        if letter is not None and (flags := _FLAGS.search(items)):
            assert {*flags[1].split()} - {"\\Recent"} == letter.flags

    def arrived(self, folder: str, letter: Letter, uid: int) -> None:
        assert uid not in self.model[folder]
        self.model[folder][uid] = letter
        for client in self.clients:
            if client.folder == folder:
                client.untold.append(uid)

    def gone(self, folder: str, uid: int) -> None:
        del self.model[folder][uid]
        for client in self.clients:
            if client.folder == folder and uid in client.untold:
                client.untold.remove(uid)

    # Rules

    @rule(who=WHO, folder=FOLDERS)
    def select(self, who: int, folder: str) -> None:
        client = self.clients[who]
        client.folder, client.told, client.untold = folder, [], [*self.model[folder]]
        self.ask(client, f"SELECT {folder}")

    @rule(who=WHO, folder=FOLDERS, flags=st.sets(FLAGS))
    def append(self, who: int, folder: str, flags: set[str]) -> None:
        self.count += 1
        letter = Letter(f"Subject: {self.count}\r\n\r\n", flags)
        uid = max([0, *self.given(folder)]) + 1
        self.arrived(folder, letter, uid)
        given = f"({' '.join(sorted(flags))}) " if flags else ""
        done = self.ask(self.clients[who], f"APPEND {folder} {given}{{{len(letter.content)}+}}\r\n{letter.content}")
        assert re.search(rf"\[APPENDUID \d+ {uid}\]", done[-1])

    def given(self, folder: str) -> list[int]:
        return on_store(self.box, lambda store: [store.folders[folder].next_uid - 1])

    @rule(who=WHO, data=st.data(), flags=st.sets(FLAGS), sign=st.sampled_from(["", "+", "-"]), uid=st.booleans(),
          silent=st.booleans())  # fmt: skip
    def store(self, who: int, data: st.DataObject, flags: set[str], sign: str, uid: bool, silent: bool) -> None:
        client = self.clients[who]
        if not client.told:
            return
        number = data.draw(st.integers(1, len(client.told)))
        letter = self.model[client.folder].get(client.told[number - 1])
        if letter is not None:
            change = {"": flags, "+": letter.flags | flags, "-": letter.flags - flags}
            letter.flags = change[sign]
        which, before = (client.told[number - 1], "UID ") if uid else (number, "")
        item = f"{sign}FLAGS{'.SILENT' if silent else ''}"
        done = self.ask(client, f"{before}STORE {which} {item} ({' '.join(flags)})", numbers_stay=not uid)
        assert done[-1] == "OK STORE completed."

    @rule(who=WHO, data=st.data(), folder=FOLDERS, moves=st.booleans(), uid=st.booleans())
    def copy(self, who: int, data: st.DataObject, folder: str, moves: bool, uid: bool) -> None:
        client = self.clients[who]
        if not client.told:
            return
        places = sorted(data.draw(st.sets(st.integers(0, len(client.told) - 1), min_size=1)))
        uids = [client.told[place] for place in places]
        chosen = ",".join(map(str, uids if uid else [place + 1 for place in places]))
        there = [one for one in uids if one in self.model[client.folder]]
        next_uid = max([0, *self.given(folder)]) + 1
        for new, old in enumerate(there, next_uid):
            letter = self.model[client.folder][old]
            self.arrived(folder, Letter(letter.content, {*letter.flags}), new)
        if moves:
            for old in there:
                self.gone(client.folder, old)
        done = self.ask(client, f"{'UID ' if uid else ''}{'MOVE' if moves else 'COPY'} {chosen} {folder}")
        assert done[-1].startswith("OK ")
        assert any("COPYUID" in line for line in done) is bool(there)

    @rule(who=WHO)
    def expunge(self, who: int) -> None:
        client = self.clients[who]
        if not client.folder:
            return
        for uid in client.told:
            letter = self.model[client.folder].get(uid)
            if letter is not None and "\\Deleted" in letter.flags:
                self.gone(client.folder, uid)
        self.ask(client, "EXPUNGE")

    @rule(who=WHO)
    def noop(self, who: int) -> None:
        self.ask(self.clients[who], "NOOP")

    @rule(who=WHO)
    def idle(self, who: int) -> None:
        client = self.clients[who]
        client.wire.send("i IDLE\r\n")
        assert client.wire.line().startswith("+ ")
        client.wire.send("DONE\r\n")
        lines = client.wire.answer("i")
        self.hear(client, lines[:-1])
        assert not client.folder or client.told == [*self.model[client.folder]]

    @rule(who=WHO)
    def look(self, who: int) -> None:
        client = self.clients[who]
        if not client.told:
            return
        lines = self.ask(client, "FETCH 1:* (UID FLAGS BODY.PEEK[])", numbers_stay=True)
        for line in lines[:-1]:
            uid = _UID.search(line)
            letter = self.model[client.folder].get(int(uid[1])) if uid else None
            assert letter is None or line.endswith(f"\r\n{letter.content})")
        # What another session expunged is found until this one has been told.
        self.ask(client, "NOOP")
        found = next(line for line in self.ask(client, "UID SEARCH FLAGGED") if line.startswith("* SEARCH"))
        assert {*map(int, found.split()[2:])} == {
            u for u, x in self.model[client.folder].items() if "\\Flagged" in x.flags
        }


def test_two_sessions_stay_right(shared_box: ThreadedBox, trust: ssl.SSLContext) -> None:
    factory: Any = lambda: TwoSessions(shared_box, trust)  # noqa: E731 - Hypothesis calls it as it would a class
    run_state_machine_as_test(
        factory,
        settings=settings(deadline=None, max_examples=40, stateful_step_count=40, suppress_health_check=[*HealthCheck]),
    )
