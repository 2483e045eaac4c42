"""Headings in many languages, as lists of projects have them: which field each names, and which name none of ours."""

from __future__ import annotations

import pytest

from imports.mapping import propose

#: field -> headings of that field. The lists that EU funds publish, in the languages of the Union and beyond.
OURS: dict[str, str] = {
    "title": (
        "项目名称 | 專案名稱 | 案件名 | プロジェクト名 | اسم المشروع | Nama Proyek | "
        "Operation name | Nom de l'opération | Intitulé de l’opération | Bezeichnung des Vorhabens | "
        "Nombre de la operación | Designação da operação | Nome da operação | "
        "Denominazione dell'operazione | Nome dell'operazione | Naam van de concrete actie | "
        "Naam van de verrichting | Nazwa operacji | Tytuł projektu / Project title | Název operace | "
        "Názov operácie | Naziv operacije | Ime operacije / Operation name | Όνομα πράξης | "
        "Ονομασία πράξης | Insatsens namn | Operationens navn | Toimen nimi | "
        "Hankkeen nimi / Projektets namn | Denumirea operațiunii | Titlul proiectului | A művelet neve | "
        "Projekt címe | Наименование на операцията | Veiksmo pavadinimas | Darbības nosaukums | "
        "Tegevuse nimi | Toimingu nimetus | Naziv projekta | Prosjektets navn | Название проекта | "
        "Назва проєкту | Proje adı | 1. Project Title | 3) Titre du projet | ProjectName | project_title | "
        "Subject of grant or contract | Objet du contrat | Gegenstand des Vertrags | Przedmiot umowy | "
        "Oggetto dell'appalto | Objeto del contrato | Předmět smlouvy | Предмет договора | Αντικείμενο σύμβασης | "
        "PROJECT NAME (EN) | Project\nname | Isem l-operazzjoni | Ainm na hoibríochta"
    ),
    "summary": (
        "Operation summary | Résumé de l'opération | Zusammenfassung des Vorhabens | "
        "Resumen de la operación | Resumo da operação | Sintesi dell'operazione | "
        "Samenvatting van de concrete actie | Krótki opis projektu | Shrnutí operace | Zhrnutie operácie | "
        "Sažetak operacije | Povzetek operacije | Σύνοψη πράξης | Περίληψη της πράξης | "
        "Sammanfattning av insatsen | Sammendrag af operationen | Hankkeen kuvaus | Rezumatul operațiunii | "
        "A művelet összefoglalója | Резюме на операцията | Veiksmo santrauka | Darbības kopsavilkums | "
        "Tegevuse kokkuvõte | Purpose of the operation and its expected or actual achievements | "
        "Opis projekta | Prosjektbeskrivelse | Описание проекта | Proje özeti | Beschreibung des Projektes | "
        "Brief description of the action"
    ),
    "start": (
        "Operation start date | Date de début de l'opération | Datum des Beginns des Vorhabens | "
        "Fecha de inicio de la operación | Data de início da operação | Data di inizio dell'operazione | "
        "Aanvangsdatum van de concrete actie | Startdatum project | Data rozpoczęcia realizacji projektu | "
        "Datum zahájení operace | Dátum začiatku operácie | Datum početka operacije | "
        "Datum začetka operacije | Ημερομηνία έναρξης πράξης | Startdatum för insatsen | "
        "Operationens startdato | Toimen alkamispäivä | Data de începere a operațiunii | "
        "A művelet kezdő dátuma | Projekt kezdete | Дата на започване на операцията | "
        "Veiksmo pradžios data | Darbības sākuma datums | Tegevuse alguskuupäev | Projektets startdato | "
        "Дата начала проекта | Дата початку проєкту | Projenin başlangıç tarihi | Projektbeginn | "
        "Project start (month/year) | Start year | Année de démarrage | Start Date\n(dd/mm/yyyy) | "
        "Beginn der Laufzeit"
    ),
    "end": (
        "Operation end date | Date de fin de l'opération | Datum des Endes des Vorhabens | "
        "Fecha de finalización de la operación | Data de conclusão da operação | "
        "Data di fine dell'operazione | Einddatum van de concrete actie | "
        "Data zakończenia realizacji projektu | Datum ukončení operace | Dátum ukončenia operácie | "
        "Datum završetka operacije | Datum zaključka operacije | Ημερομηνία λήξης πράξης | "
        "Slutdatum för insatsen | Operationens slutdato | Toimen päättymispäivä | "
        "Data de finalizare a operațiunii | A művelet befejezésének dátuma | "
        "Дата на приключване на операцията | Veiksmo pabaigos data | Darbības beigu datums | "
        "Tegevuse lõppkuupäev | Дата окончания проекта | Дата завершення проєкту | Projenin bitiş tarihi | "
        "Expected or actual date of completion of the operation | Projektende | Year of completion"
    ),
    "budget_amount": (
        "预算（万美元） | 予算（百万円） | الميزانية (يورو) | Anggaran (USD) | Бюджет, тыс. долл. США | "
        "Total eligible expenditure allocated to the operation | "
        "Total des dépenses éligibles attribué à l'opération | "
        "Gesamtbetrag der förderfähigen Ausgaben des Vorhabens | "
        "Gasto total subvencionable asignado a la operación | Despesa total elegível atribuída à operação | "
        "Despesas elegíveis totais | Spesa totale ammissibile dell'operazione | "
        "Totale subsidiabele uitgaven | Całkowite wydatki kwalifikowalne | Wartość projektu | "
        "Celkové způsobilé výdaje přidělené na operaci | Celkové oprávnené výdavky | "
        "Ukupni prihvatljivi izdaci | Skupni upravičeni izdatki | Συνολικές επιλέξιμες δαπάνες | "
        "Συνολικός προϋπολογισμός | Totala stödberättigande utgifter | Samlede støtteberettigede udgifter | "
        "Tukikelpoiset kokonaismenot | Hankkeen kokonaiskustannukset | Total cheltuieli eligibile | "
        "Összes elszámolható költség | Общо допустими разходи | Bendra tinkamų išlaidų suma | "
        "Kopējie attiecināmie izdevumi | Abikõlblikud kulud kokku | Total cost of the operation | "
        "Coût total du projet (€) | Gesamtkosten in EUR | Coste total (EUR) | Custo total elegível | "
        "Costo totale del progetto | Totale projectkosten | Koszt całkowity (PLN) | Totalbudsjett | "
        "Общая стоимость проекта | Загальний бюджет проєкту | Toplam bütçe | "
        "Project budget (in million euro) | Approved budget | Montant total programmé | Grant amount"
    ),
    "places": (
        "Country | Pays | Land | País | Paese | Země | Krajina | Država | Χώρα | Maa | Țara | Ország | "
        "Държава | Šalis | Valsts | Riik | Страна | Ülke | Partner Country | Beneficiary country/ies | "
        "Pays bénéficiaire | Recipient countries | Country(ies) | Countries covered by the project | "
        "Land (ISO) | Country name (EN) | Zielland | País de ejecución | Pays d’intervention"
    ),
    "implementers": (
        "实施机构 | 実施機関 | الجهة المنفذة | Lembaga pelaksana | "
        "Name of beneficiary | Beneficiary name | Nom du bénéficiaire | Name des Begünstigten | "
        "Nombre del beneficiario | Nome do beneficiário | Nome del beneficiario | Naam van de begunstigde | "
        "Nazwa beneficjenta | Název příjemce | Názov prijímateľa | Naziv korisnika | Ime upravičenca | "
        "Όνομα δικαιούχου | Επωνυμία δικαιούχου | Stödmottagarens namn | Støttemodtagerens navn | "
        "Tuensaajan nimi | Denumirea beneficiarului | Kedvezményezett neve | Име на бенефициента | "
        "Наименование на бенефициента | Naudos gavėjo pavadinimas | Finansējuma saņēmēja nosaukums | "
        "Toetuse saaja nimi | Implementing partner | Implementing organisation name | "
        "Durchführende Organisation | Organisme d’exécution | Entidad ejecutora | Исполнитель проекта | "
        "Begünstigte/r | Name of beneficiary / Nazwa beneficjenta | Executing agency | Contractor name"
    ),
    "code": (
        "Project ID | Operation code | Code de l’opération | Projektnummer | Número de proyecto | "
        "Código da operação | Codice locale progetto | Registrační číslo projektu | Kód projektu | "
        "Šifra operacije | Κωδικός πράξης (MIS) | Hankkeen tunnus | Cod SMIS | Projekt azonosító száma | "
        "Номер на проекта | Projekto kodas | Projekta numurs | Projekti number | Projektnr. | "
        "Grant agreement no. | Contract number"
    ),
    "status": (
        "Project status | Projektstatus | État du projet | Estado de la operación | Stato del progetto | "
        "Stan projektu | Stav projektu | Hankkeen tila | Status of the action | Состояние проекта"
    ),
    "funders": (
        "Auftraggeber | Name des Auftraggebers | Client | Opdrachtgever | Zamawiający | Donneur d'ordre | "
        "Committente | Entidad contratante | Beställare | Oppdragsgiver | Toimeksiantaja | Megbízó | Naručitelj | "
        "Заказчик | Donor | Donor name | Bailleur de fonds | Geldgeber | Donante | Rahoittaja | Донор | Name of funder"
    ),
    "website": (
        "Project website | Site web du projet | Lien internet | Webadresse des Projekts | "
        "Strona internetowa projektu | URL"
    ),
    "budget_currency": (
        "Currency | Currency of the budget | Devise du projet | Währung | Waluta projektu | Currency code"
    ),
    "acronym": ("Acronym | Project short name | Skrócona nazwa | Acronyme du projet | Kurztitel des Projekts"),
    "partners": ("Project partners | Partenaires du projet | Projektpartner | Partnerzy projektu | Names of partners"),
    "planned_end": (
        "Planned completion date | Date de fin prévue | Voraussichtliches Ende | "
        "Fecha prevista de finalización | Planowana data zakończenia projektu | "
        "Předpokládané datum ukončení projektu | Expected end"
    ),
    "actual_start": (
        "Actual start date of the project | Date réelle de démarrage | Tatsächlicher Beginn | Skutečné datum zahájení"
    ),
}

#: Headings of columns that are none of the fields, however alike they sound.
NOT_OURS = (
    "Union co-financing rate | Taux de cofinancement de l'Union | Kofinanzierungssatz der Union | "
    "Porcentaje de cofinanciación de la Unión | Taxa de cofinanciamento da União | "
    "Tasso di cofinanziamento UE | Medefinancieringspercentage | Poziom dofinansowania UE | "
    "Míra spolufinancování | Miera spolufinancovania | Stopa sofinanciranja Unije | "
    "Ποσοστό συγχρηματοδότησης | Medfinansieringsgrad | EU-medfinansieringssats | Unionin osarahoitusosuus | "
    "Rata de cofinanțare | Társfinanszírozási arány | Ставка на съфинансиране | Bendro finansavimo norma | "
    "Operation postcode | Code postal de l'opération | Postleitzahl des Vorhabens | "
    "Código postal de la operación | CAP | Kod pocztowy | PSČ | Poštna številka | Ταχυδρομικός κωδικός | "
    "Postnummer | Toimen postinumero | Irányítószám | Name of category of intervention | "
    "Dénomination de la catégorie d'intervention | Bezeichnung der Interventionskategorie | "
    "Nombre de la categoría de intervención | Date of last update | Date de la dernière mise à jour | "
    "EU support | EU contribution (EUR) | Montant UE | Aide UE | Contributo UE | Dofinansowanie UE | "
    "Wkład UE | Kwota dofinansowania z UE | Příspěvek EU | EU-støtte | EU-stöd | EU-tuki | "
    "EU contribution amount | Beneficiary address | Adresse du bénéficiaire | Anschrift des Begünstigten | "
    "Beneficiary postcode | Beneficiary city | Fund | Fonds | Fundusz | Programme | Program operacyjny | "
    "Operational programme | Priority axis | Axe prioritaire | Prioritätsachse | Oś priorytetowa | "
    "Eje prioritario | Approval date | Date of approval | Datum der Bewilligung | Data de aprovação | "
    "Fecha de aprobación | Data podpisania umowy | Date of signature | Paid amount | Montant payé | "
    "Certified expenditure | Dépenses certifiées | Requested amount | Date of final payment | NUTS 3 code | "
    "NUTS region | Contact person | E-mail | Telefon | Number of beneficiaries | Beneficiary type | "
    "Type of beneficiary | Legal form | VAT number | Duration (months) | Objectif spécifique | "
    "Specific objective | Project manager | Name of contact | Title of programme | Programme name | "
    "Nom du programme | Donor country | Country of origin | Budget 2024 | National co-financing | "
    "Öffentliche nationale Kofinanzierung | Private funding | Part nationale | Betrag EFRE | ERDF amount | "
    "Montant FEDER | Importe FEDER | Annual report | Population | Sector code | DAC sector | Disbursements | "
    "Region code | Start and end date | Period | Laufzeit | Last modified | Nationality | Report title | "
    "Name of officer | Project type | Type of project | Project phase | Statut juridique | Rechtsform | "
    "Date du comité de sélection | Land Use | Data source type | EU share | Status of contact | "
    "Beneficiary share | Own resources | Wkład własny | Vlastní zdroje | SME | "
    "Forme juridique du bénéficiaire | Statistična regija | Indicator name | Target value | "
    "Value of indicator | Unit | Output | Partner country contact"
)


def taken(heading: str) -> str | None:
    match = propose([(0, heading)], {}).columns[0]
    return match.field if match.taken else None


@pytest.mark.parametrize("field", OURS)
def test_a_field_is_known_by_its_headings_in_many_languages(field: str) -> None:
    assert {heading: taken(heading) for heading in OURS[field].split(" | ")} == dict.fromkeys(
        OURS[field].split(" | "), field
    )


def test_headings_of_other_columns_are_not_taken() -> None:
    assert {heading: taken(heading) for heading in NOT_OURS.split(" | ")} == dict.fromkeys(NOT_OURS.split(" | "))
