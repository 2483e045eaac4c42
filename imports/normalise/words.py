"""Words for the terms of closed lists (status, strand, visibility) in many languages, and for “nothing known”."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from imports.normalise.flaws import BLANK, Cell, Flaw
from imports.normalise.vocabulary import Vocabulary
from portfolio.core.terms import Status, Strand, Term, Visibility
from portfolio.core.text import fold

_STATUS = {
    Status.PIPELINE: "pipeline; planned; identification; in preparation; preparation; proposed; upcoming; future; not"
    " started; not yet started; pipeline identification; in planning;"
    " planned project; formulation; geplant; in planung; in vorbereitung; prévu; planifié; en préparation;"
    " planificado; planeada; planeado; previsto; en preparación; em preparação;"
    " pianificato; in preparazione; gepland; in voorbereiding; planowany; planowane; plánovaný; σχεδιασμός;"
    " планируется"
    "; planificat; în pregătire; propus; tervezett; előkészítés alatt; планиран; в подготовка; planirano;"
    " planiran; u pripremi; v príprave; načrtovan; načrtovano; v pripravi; kavandatud; ettevalmistamisel;"
    " planuojamas; rengiamas; plānots; sagatavošanā; planlagt; planerad; under forberedelse; suunniteltu;"
    " suunnitteilla; προγραμματισμένο; υπό προετοιμασία; заплановано; планується; планирано; i planifikuar;"
    " planlandı; připravovaný; plánováno; planowana; w przygotowaniu; запланирован; в подготовке"
    "; en instruction; por iniciar; sin iniciar; programado; direncanakan; قيد الإعداد; مخطط; مخطط له;"
    " 计划中; 筹备中; 規劃中; 計画中; 準備中",
    Status.IMPLEMENTATION: "implementation; ongoing; on going; active; current; running; in progress; implementing;"
    " under implementation; started; in implementation; being implemented; open; live; under way; underway;"
    " laufend; aktiv; in umsetzung; in durchführung; en cours; en cours d'exécution; actif; mise en œuvre; en curso;"
    " en ejecución; activo; em curso; em execução; ativo; in corso; attivo; in esecuzione; lopend; actief;"
    " in uitvoering; w realizacji; w trakcie realizacji; w toku; aktywny; v realizaci; probíhá; σε εξέλιξη;"
    " igangværende; pågående; käynnissä; выполняется; в реализации"
    "; în curs; în derulare; în implementare; activ; folyamatban; megvalósítás alatt; aktív; в изпълнение;"
    " текущ; в ход; u tijeku; u provedbi; aktivan; prebieha; v realizácii; aktívny; v teku; v izvajanju;"
    " aktiven; käimas; elluviimisel; vykdomas; vykdoma; įgyvendinamas; notiek; īstenošanā; pågår; under"
    " gjennomføring; genomförs; i gang; under gennemførelse; toteutuksessa; υπό υλοποίηση; σε υλοποίηση;"
    " ενεργό; в реалізації; виконується; триває; у току; у спровођењу; në zbatim; në vazhdim; devam ediyor;"
    " uygulanıyor; yürütülüyor"
    "; реализуется; в процессе; в процессе реализации; berjalan; sedang berjalan; قيد التنفيذ; جاري التنفيذ; جار;"
    " مستمر; 进行中; 实施中; 执行中; 進行中; 執行中; 実施中; 継続中",
    Status.FINALISATION: "finalisation; finalization; finalising; finalizing; completion; physically complete;"
    " wrapping up; in closure; finalisierung; finalización; finalização; finalizzazione; in finalisation; closing",
    Status.CLOSED: "closed; completed; complete; finished; ended; concluded; done; past; terminated normally; post"
    " completion; abgeschlossen; beendet; terminé; achevé; clôturé; clos; terminado; finalizado; completado; cerrado;"
    " concluido;"
    " concluído; terminada; finalizada; finalizado; encerrado; completato; concluso; chiuso; terminato; afgerond;"
    " afgesloten; voltooid; zakończony; zakończone; zamknięty; ukončený; ukončeno; dokončený; ολοκληρώθηκε;"
    " ολοκληρωμένο; afsluttet;"
    " avslutad; päättynyt; завершен; завершён"
    "; încheiat; închis; lezárt; lezárult; befejezett; приключен; завършен; затворен; završeno; završen;"
    " zatvoreno; ukončené; dokončené; zaključen; zaključeno; končan; lõpetatud; lõppenud; baigtas; užbaigtas;"
    " uždarytas; pabeigts; noslēgts; avsluttet; fullført; slutförd; afsluttet; færdig; valmis; suljettu;"
    " έκλεισε; завершено; закрито; завершений; завршено; окончано; i përfunduar; mbyllur; tamamlandı; kapandı;"
    " bitti"
    "; завершена; завершено; реализован; selesai; مكتمل; منتهي; منتهية; منجز; مغلق; 已完成; 完成;"
    " 已结束; 結束; 完了; 終了",
    Status.CANCELLED: "cancelled; canceled; terminated; aborted; withdrawn; dropped; annulé; abgebrochen; storniert;"
    " cancelado; cancelada; annullato; geannuleerd; anulowany; zrušený; zrušeno; ακυρώθηκε; отменен"
    "; anulat; törölt; visszavont; прекратен; otkazano; poništeno; zrušené; preklican; tühistatud; atšauktas;"
    " atcelts; kansellert; avlyst; inställd; annulleret; aflyst; peruttu; peruutettu; ακυρωμένο; скасовано;"
    " отказано; i anuluar; iptal; iptal edildi; отменён; dibatalkan; ملغى; ملغي; 已取消; 取消",
    Status.SUSPENDED: "suspended; on hold; paused; frozen; suspendu; ausgesetzt; ruhend; suspendido; suspendida;"
    " suspenso; sospeso; opgeschort; zawieszony; pozastavený; αναστολή; приостановлен"
    "; suspendat; felfüggesztett; спрян; obustavljeno; pozastavené; začasno ustavljen; peatatud; sustabdytas;"
    " apturēts; satt på vent; suspendert; pausad; vilande; på hold; keskeytetty; σε αναστολή; призупинено;"
    " askıda; приостановлено; ditunda; معلق; متوقف; 暂停; 暫停; 中断",
}  # fmt: skip
_STRAND = {
    Strand.CYBER_RESILIENCE: "cyber resilience; cyberresilience; resilience; cyber security resilience;"
    " cyber-résilience; résilience; cyberresilienz; ciberresiliencia; ciberresiliência; ciberresilienza;"
    " cyberweerbaarheid"
    "; kybernetická odolnost; kybernetická odolnosť; odporność cybernetyczna; cyberodporność; reziliență"
    " cibernetică; kiberreziliencia; киберустойчивост; kibernetička otpornost; kibernetska odpornost;"
    " küberkerksus; kibernetinis atsparumas; kibernoturība; cyberresiliens; cybermotståndskraft;"
    " kyberresilienssi; κυβερνοανθεκτικότητα; киберустойчивость; кіберстійкість; siber dayanıklılık",
    Strand.CYBERCRIME: "cybercrime; cyber crime; fight against cybercrime; fighting cybercrime; cybercriminalité;"
    " cyberkriminalität; ciberdelincuencia; cibercrimen; cibercriminalidad; cibercrime; cybercriminaliteit;"
    " cyberprzestępczość; criminalità informatica"
    "; kyberkriminalita; kybernetická kriminalita; počítačová kriminalita; criminalitate informatică;"
    " criminalitate cibernetică; kiberbűnözés; киберпрестъпност; kibernetički kriminal; kibernetički"
    " kriminalitet; kibernetska kriminaliteta; küberkuritegevus; elektroniniai nusikaltimai; kibernoziegumi;"
    " cyberkriminalitet; it-kriminalitet; cyberbrottslighet; it-brottslighet; kyberrikollisuus;"
    " κυβερνοέγκλημα; киберпреступность; кіберзлочинність; siber suç",
    Strand.BOTH: "both; cyber resilience and cybercrime; cybercrime and cyber resilience; both strands; les deux;"
    " beide; ambos; entrambi; beides",
}  # fmt: skip
_VISIBILITY = {
    Visibility.PUBLIC: "public; öffentlich; público; pubblico; openbaar; publiczny",
    Visibility.INTERNAL: "internal; intern; interne; interno; wewnętrzny",
    Visibility.RESTRICTED: "restricted; confidential; vertraulich; restreint; confidentiel; restringido;"
    " confidencial; riservato; vertrouwelijk; poufny; limited",
}  # fmt: skip

#: Cells that say that nothing is known, as people write them; they count as blank.
BLANK_WORDS = frozenset(
    {
        "n/a", "n.a.", "n.a", "na", "-", "--", "---", "–", "—", "none", "null", "nil", "tbd", "tbc", "t.b.d.",
        "t.b.c.", "unknown", "not known", "not available", "not applicable",
        "k.a.", "k. a.", "k.a", "s.o.", "s/o", "n.d.", "nd", "n/d", "s.d.", "?", "??", "???", "...", "…", "unbekannt",
        "inconnu", "desconocido", "to be determined", "to be confirmed", "to be defined", "not specified",
        "-bitte auswählen-", "please select", "- select -", "#n/a", "nan",
    }
)  # fmt: skip


def _table(words: Mapping[Any, str]) -> dict[str, Term]:
    table: dict[str, Term] = {}
    for term, texts in words.items():
        for text in (term.value, term.label, *texts.split(";")):
            table[fold(text)] = term
    return table


_TABLES: dict[type[Term], dict[str, Term]] = {
    Status: _table(_STATUS),
    Strand: _table(_STRAND),
    Visibility: _table(_VISIBILITY),
}


class TermReader:
    """Reads the cells of a column of one closed list."""

    def __init__(self, terms: type[Term], subject: str, label: str, vocabulary: Vocabulary) -> None:
        self.terms = terms
        self.label = label.lower()
        self.table = _TABLES[terms]
        self.taught = vocabulary.taught.get(subject, {})

    def read(self, value: object) -> Cell:
        """The code of the term a cell names, or BLANK with a flaw. A status may be its IATI number."""
        if self.terms is Status and not isinstance(value, bool | str) and value in range(1, 7):
            return Cell(Status.from_number(int(str(value).removesuffix(".0"))).value)
        folded = fold(value) if isinstance(value, str) else ""
        if folded in self.taught:
            target = self.taught[folded]
            return Cell(target if target in [term.value for term in self.terms] else BLANK)
        if self.terms is Status and len(folded) == 1 and folded in "123456":
            return Cell(Status.from_number(int(folded)).value)
        term = self.table.get(folded)
        if term is None and self.terms is Status and folded[:1].isdigit():  # “2 - Implementation”
            number, _, rest = folded.partition(" ")
            term = self.table.get(rest)
            if term is not None and str(term.number) != number:
                term = None
        if term is not None:
            return Cell(term.value)
        labels = tuple(label for _, label in self.terms.choices())
        return Cell(
            BLANK, (Flaw("unknown-term", words={"label": self.label, "choices": ", ".join(labels)}, nearest=labels),)
        )
