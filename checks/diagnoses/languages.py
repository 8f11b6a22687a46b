"""What Windows says of a connection, and Entra's page of an approval, in other languages than English.

The same sentences, from their own catalogues: German as in the reports of the evidence, Spanish for the approval too;
the others from memory, unverified. A letter with an accent may be lost on the way, so any sign stands for it.
"""

from __future__ import annotations

from .model import Words


def _said(*patterns: str) -> tuple[Words, ...]:
    return tuple(Words(pattern, 0.9, "network") for pattern in patterns)


NOT_FOUND = _said(
    r"Remotename konnte nicht aufgel\S{1,4}st werden",
    r"angegebene Host ist unbekannt",
    r"kein solcher Host bekannt",
    r"Le nom distant n'a pas pu \S{1,4}tre r\S{1,4}solu",
    r"H\S{1,4}te inconnu\b",
    r"No se puede resolver el nombre remoto",
    r"Host desconocido\b",
    r"Impossibile risolvere il nome remoto",
    r"externe naam kan niet worden omgezet",
)
REFUSED = _said(
    r"Zielcomputer die Verbindung verweigerte",
    r"ordinateur cible l'a express\S{1,4}ment refus",
    r"equipo de destino deneg\S{1,4} expresamente",
    r"rifiuto persistente del computer di destinazione",
    r"doelcomputer de verbinding actief heeft geweigerd",
)
NO_ANSWER = _said(
    r"Gegenstelle nach einer bestimmten Zeit\w{0,8} nicht",
    r"parti connect\S{1,4} n'a pas r\S{1,4}pondu convenablement",
    r"parte conectada no respondi\S{1,4} adecuadamente",
    r"parte connessa non ha risposto correttamente",
    r"componente conectado n\S{1,4}o respondeu corretamente",
)
CUT = _said(
    r"(?:vom|durch den) Remotehost geschlossen",
    r"ferm\S{1,8} par l'h\S{1,4}te distant",
    r"interrupci\S{1,4}n de una conexi\S{1,4}n existente por el host remoto",
    r"interrotta forzatamente dall'host remoto",
    r"verbinding is geforceerd gesloten door de externe host",
)
ADMIN_APPROVAL = tuple(
    Words(pattern, 0.9, "entra")
    for pattern in (
        r"Administratorgenehmigung erforderlich",
        r"Genehmigung durch (?:den |einen )?Administrator erforderlich",
        r"necesita la aprobaci\S{1,4}n del administrador",
        r"Approbation de l'administrateur (?:requise|n\S{1,4}cessaire)",
        r"necessaria l'approvazione dell'amministratore",
        r"Goedkeuring van beheerder vereist",
    )
)
