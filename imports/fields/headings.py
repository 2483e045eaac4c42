"""How people head the columns of a project list, by field and language; facts for `imports.fields`, no code."""

from __future__ import annotations

#: field -> language -> headings, separated by semicolons. They are compared folded (`portfolio.core.text.fold`).
HEADINGS: dict[str, dict[str, str]] = {
    "code": {
        "en": "code; project code; project id; projectid; project no; project number; project ref; reference;"
        " reference number; ref; id; activity id; activity code; action code; contract"
        " number;"
        " contract no; decision number; operation code; operation id; operation number; identifier; project identifier;"
        " grant number; grant agreement number; opsys number; cris number; crm number",
        "fr": "code du projet; code projet; référence; numéro du projet; numéro de projet; n° de projet; n° projet;"
        " identifiant; id projet; numéro de contrat; réf",
        "de": "projektcode; projektnummer; projekt-nr; projektnr; kennung; aktenzeichen; antragsnummer;"
        " förderkennzeichen;"
        " vorhabennummer; vertragsnummer; kennzeichen",
        "es": "código; código del proyecto; código de proyecto; referencia; número de proyecto; número del proyecto;"
        " identificador; id del proyecto",
        "pt": "código; código do projeto; código do projecto; referência; número do projeto; identificador; n.º do"
        " projeto",
        "it": "codice; codice progetto; codice del progetto; riferimento; numero progetto; identificativo; cup",
        "nl": "projectcode; projectnummer; referentie; kenmerk; dossiernummer",
        "pl": "kod projektu; numer projektu; identyfikator; numer umowy; sygnatura; kod",
        "el": "κωδικός; κωδικός έργου; κωδικός πράξης; αριθμός έργου",
        "cs": "kód projektu; registrační číslo projektu; číslo projektu; registrační číslo; identifikátor",
        "ro": "cod proiect; codul proiectului; număr proiect", "hu": "projekt kódja; projektazonosító; azonosító",
        "sv": "projektnummer; diarienummer; projektkod", "da": "projektnummer; journalnummer; projektkode",
        "fi": "hankekoodi; hanketunnus; projektinumero", "lt": "kodas; projekto kodas; paraiškos kodas; projekto nr",
        "lv": "projekta numurs; projekta kods", "sl": "šifra projekta; šifra operacije", "hr":
        "šifra projekta; kod projekta",
        "et": "projekti number; projekti kood", "bg": "код на проекта; номер на проекта", "sk": "kód projektu",
        "ru": "код проекта; номер проекта", "uk": "код проєкту; номер проєкту",
    },
    "iati_identifier": {
        "en": "iati id; iati identifier; iati activity identifier; iati activity id; iati project id; iati code; iati"
        " number; iati ref; iati reference; iati-identifier; iati_id",
        "fr": "identifiant iati; identifiant iita; identifiant de l'activité iati; code iati; numéro iati",
        "de": "iati-kennung; iati-nummer; iati-id; iati-identifikator; iati-aktivitätskennung",
        "es": "identificador iati; identificador de la actividad iati; código iati; id iati",
        "pt": "identificador iati; código iati; id iati", "it": "identificativo iati; codice iati; id iati",
        "nl": "iati-nummer; iati-identificatie; iati-kenmerk; iati-activiteitsnummer",
        "pl": "identyfikator iati; numer iati",
        "cs": "identifikátor iati; kód iati", "sv": "iati-identifierare; iati-id; iati-nummer",
        "da": "iati-identifikator; iati-nummer", "fi": "iati-tunniste; iati-tunnus",
        "el": "αναγνωριστικό iati; κωδικός iati",
        "ro": "identificator iati; cod iati", "ru": "идентификатор iati; код iati", "uk": "ідентифікатор iati",
    },
    "title": {
        "en": "title; project title; project name; name of project; name of the project; title of the project; project;"
        " name; activity title; activity; activity name; action title; action; operation; operation name;"
        " name of operation; name of the operation; programme title; contract title; initiative; initiative name;"
        " title of the action; action name; intervention title; full title; full name",
        "fr": "titre; titre du projet; intitulé; intitulé du projet; nom du projet; projet; libellé; opération;"
        " nom de l'opération; intitulé de l'opération; intitulé de l'action; titre de l'action",
        "de": "titel; projekttitel; projektname; name des projekts; name des projektes; projekt; projektbezeichnung;"
        " bezeichnung; bezeichnung des vorhabens; vorhaben; vorhabenbezeichnung; titel des projekts; titel des"
        " vorhabens;"
        " maßnahme",
        "es": "título; título del proyecto; nombre del proyecto; proyecto; nombre de la operación; título de la acción;"
        " nombre de la actividad; denominación; operación",
        "pt": "título; título do projeto; título do projecto; nome do projeto; nome do projecto; projeto; projecto;"
        " designação; designação do projeto; operações; operação; designação da operação",
        "it": "titolo; titolo del progetto; titolo progetto; nome del progetto; nome progetto; progetto;"
        " denominazione; denominazione del progetto; operazione; denominazione dell'operazione",
        "nl": "titel; projecttitel; titel van het project; projectnaam; naam van het project; project; naam project;"
        " actie",
        "pl": "tytuł; tytuł projektu; nazwa projektu; projekt; tytuł operacji; nazwa",
        "el": "τίτλος; τίτλος έργου; τίτλος του έργου; έργο; ονομασία έργου; τίτλος πράξης",
        "cs": "název; název projektu; název projektu cz; titul; název operace; projekt",
        "ro": "titlu; titlul proiectului; titlu proiect; denumirea proiectului", "hu": "cím; projekt címe; projekt"
        " neve",
        "sv": "titel; projekttitel; projektnamn; projekt; projektets namn", "da": "titel; projekttitel; projektitel;"
        " projektnavn; projekt",
        "fi": "hankkeen nimi; otsikko; hanke; projektin nimi", "lt": "projekto pavadinimas; projektas; pavadinimas",
        "lv": "projekta nosaukums; nosaukums", "sl": "naziv projekta; ime operacije; naslov projekta; ime projekta",
        "hr": "naziv projekta; naslov projekta", "et": "projekti nimi; projekti pealkiri", "bg":
        "наименование на проекта; проект",
        "sk": "názov projektu; názov", "mt": "titlu tal-proġett", "ga": "teideal an tionscadail",
        "ru": "название проекта; название; проект; наименование проекта", "uk": "назва проєкту; назва",
    },
    "acronym": {
        "en": "acronym; project acronym; short name; short title; abbreviation; abbrev",
        "fr": "acronyme; sigle; abréviation; acronyme du projet; nom court", "de": "akronym; kurztitel; kurzname;"
        " abkürzung; kurzbezeichnung",
        "es": "acrónimo; sigla; siglas; nombre corto; abreviatura", "pt": "acrónimo; acrônimo; sigla; nome curto;"
        " abreviatura",
        "it": "acronimo; sigla; abbreviazione; titolo breve", "nl": "acroniem; afkorting; korte titel; korte naam",
        "pl": "akronim; skrót; skrót nazwy; krótki tytuł", "el": "ακρωνύμιο; συντομογραφία", "cs":
        "akronym; zkratka; zkrácený název",
        "ro": "acronim", "sv": "akronym; förkortning", "da": "akronym; forkortelse", "fi": "lyhenne", "ru":
        "аббревиатура; акроним",
    },
    "summary": {
        "en": "summary; description; project description; project summary; abstract; short description; activity"
        " description;"
        " operation summary; operation description; summary of project; summary of the project; overview; scope;"
        " brief description;"
        " description of the action; general description; project overview",
        "fr": "résumé; description; description du projet; résumé du projet; descriptif; résumé de l'opération;"
        " description de l'action;"
        " descriptif du projet; présentation",
        "de": "zusammenfassung; beschreibung; kurzbeschreibung; projektbeschreibung; zusammenfassung des vorhabens;"
        " inhalt;"
        " vorhabenbeschreibung; projektinhalt; beschreibung des projekts",
        "es": "resumen; descripción; descripción del proyecto; resumen del proyecto; descripción de la actividad;"
        " resumen de la operación",
        "pt": "resumo; descrição; descrição do projeto; descrição do projecto; resumo do projeto; resumo do projecto;"
        " síntese",
        "it": "sintesi; descrizione; descrizione del progetto; sommario; riassunto; sintesi del progetto; descrizione"
        " progetto",
        "nl": "samenvatting; beschrijving; omschrijving; projectbeschrijving; projectomschrijving; korte beschrijving",
        "pl": "opis; streszczenie; opis projektu; podsumowanie; krótki opis", "el": "περίληψη; περιγραφή; περιγραφή"
        " έργου; σύνοψη",
        "cs": "popis; shrnutí; anotace; popis projektu; stručný popis; souhrn", "ro": "rezumat; descriere; descrierea"
        " proiectului",
        "hu": "összefoglaló; leírás; projekt leírása", "sv": "sammanfattning; beskrivning; projektbeskrivning",
        "da": "resumé; beskrivelse; projektbeskrivelse", "fi": "tiivistelmä; kuvaus; hankkeen kuvaus", "lt":
        "aprašymas; santrauka; projekto aprašymas",
        "lv": "apraksts; kopsavilkums", "sl": "opis; povzetek; opis operacije; povzetek operacije", "hr":
        "opis; sažetak; opis projekta",
        "et": "kirjeldus; kokkuvõte", "bg": "описание; резюме", "sk": "popis; zhrnutie", "ru":
        "описание; резюме; описание проекта", "uk": "опис",
    },
    "strand": {
        "en": "strand; cyber strand; policy strand; workstream", "fr": "volet; axe de travail", "de":
        "strang; arbeitsstrang",
        "es": "vertiente", "pt": "vertente", "it": "filone", "nl": "werkstroom", "pl": "nurt", "el": "σκέλος",
    },
    "status": {
        "en": "status; project status; activity status; implementation status; current status; state; stage; phase"
        " status; operation status",
        "fr": "statut; état; état d'avancement; statut du projet; état du projet", "de":
        "status; projektstatus; stand; projektstand",
        "es": "estado; estado del proyecto; situación; estatus", "pt": "estado; estado do projeto; situação; estado"
        " do projecto",
        "it": "stato; stato del progetto; stato di avanzamento; stato progetto", "nl": "status; projectstatus; stand"
        " van zaken",
        "pl": "status; stan; status projektu; stan realizacji", "el": "κατάσταση; κατάσταση έργου; στάδιο",
        "cs": "stav; stav projektu; název stavu", "ro": "stadiu; stare; stadiul proiectului", "hu":
        "állapot; projekt állapota",
        "sv": "status; projektstatus", "da": "status; projektstatus", "fi": "tila; hankkeen tila", "lt":
        "būsena; projekto būsena",
        "lv": "statuss", "sl": "stanje; status projekta", "hr": "stanje; status projekta", "et": "staatus; olek", "ru":
        "статус; состояние",
    },
    "start": {
        "en": "start; start date; starts; starts on; starting date; begin; begins; beginning; beginning date; from;"
        " date from; project start date;"
        " date of start; start of project; start year; commencement date; operation start date; start of"
        " implementation; date start;"
        " operation start year; commencement; year of start; implementation start; implementation start date",
        "fr": "début; date de début; date de démarrage; début du projet; date de commencement; démarrage; date de"
        " début de l'opération;"
        " date de lancement; année de début; date début",
        "de": "beginn; start; startdatum; anfang; projektbeginn; projektstart; beginndatum; datum des beginns; datum"
        " des beginns des vorhabens;"
        " laufzeitbeginn; beginn des vorhabens; beginns des vorhabens; laufzeit von; startjahr; anfangsdatum;"
        " vorhabenbeginn",
        "es": "inicio; fecha de inicio; comienzo; fecha de comienzo; fecha inicio; fecha inicial; año de inicio;"
        " inicio del proyecto",
        "pt": "início; data de início; data início; começo; início do projeto; data de inicio; data inicial; ano de"
        " início",
        "it": "inizio; data di inizio; data inizio; avvio; data di avvio; data avvio; inizio progetto; anno di inizio",
        "nl": "begin; start; startdatum; begindatum; aanvang; aanvangsdatum; ingangsdatum; beginjaar; startjaar",
        "pl": "początek; data rozpoczęcia; rozpoczęcie; start; data początkowa; data rozpoczęcia projektu; termin"
        " rozpoczęcia",
        "el": "έναρξη; ημερομηνία έναρξης; αρχή; έτος έναρξης", "cs": "začátek; datum zahájení; zahájení; počátek;"
        " datum začátku; zahájení projektu",
        "ro": "început; data începerii; data de început; data început", "hu": "kezdet; kezdő dátum; kezdés; kezdete",
        "sv": "start; startdatum; början", "da": "start; startdato; begyndelse", "fi": "alku; alkamispäivä;"
        " aloituspäivä; aloitus",
        "lt": "pradžia; pradžios data", "lv": "sākums; sākuma datums", "sl": "začetek; datum začetka", "hr":
        "početak; datum početka",
        "et": "algus; alguskuupäev", "bg": "начало; начална дата", "sk": "začiatok; dátum začiatku", "ru":
        "начало; дата начала", "uk": "початок; дата початку",
    },
    "end": {
        "en": "end; end date; ends; ends on; ending; ending date; finish; finish date; completion date; until; date"
        " to; project end date; closing date;"
        " date of completion; end of project; end year; to; completion; operation end date; date end; date of end;"
        " year of end;"
        " end of implementation; implementation end; implementation end date; expiry date",
        "fr": "fin; date de fin; date d'achèvement; fin du projet; date de clôture; achèvement; échéance; date de fin"
        " de l'opération; année de fin;"
        " date fin",
        "de": "ende; enddatum; projektende; datum des endes; datum des endes des vorhabens; laufzeitende; ende des"
        " vorhabens; laufzeit bis;"
        " abschlussdatum; schlussdatum; endjahr; vorhabenende",
        "es": "fin; fecha de fin; fecha final; fecha de finalización; fecha de término; finalización; fecha fin; año"
        " de fin; término;"
        " fecha de cierre; fin del proyecto",
        "pt": "fim; data de fim; data de conclusão; data fim; conclusão; término; data de término; fim do projeto;"
        " data final; ano de fim",
        "it": "fine; data di fine; data fine; conclusione; data di conclusione; data conclusione; fine progetto;"
        " termine; anno di fine",
        "nl": "einde; einddatum; eind; eindjaar; afloopdatum; beëindiging", "pl": "koniec; data zakończenia;"
        " zakończenie; data końcowa;"
        " termin zakończenia; data zakończenia projektu",
        "el": "λήξη; ημερομηνία λήξης; τέλος; ημερομηνία ολοκλήρωσης; έτος λήξης", "cs":
        "konec; datum ukončení; ukončení; datum konce; ukončení projektu",
        "ro": "sfârșit; data finalizării; data de sfârșit; data sfârșit", "hu": "vége; befejezés; záró dátum;"
        " befejezés dátuma",
        "sv": "slut; slutdatum", "da": "slut; slutdato; afslutning", "fi": "loppu; päättymispäivä; loppupäivä;"
        " päättyminen",
        "lt": "pabaiga; pabaigos data", "lv": "beigas; beigu datums", "sl": "konec; datum zaključka; datum zaključka"
        " del", "hr": "datum završetka; završetak",
        "et": "lõpp; lõppkuupäev", "bg": "край; крайна дата", "sk": "koniec; dátum ukončenia", "ru":
        "окончание; дата окончания; конец", "uk": "кінець; дата завершення",
    },
    "planned_start": {
        "en": "planned start; planned start date; start planned; scheduled start; scheduled start date; expected"
        " start; expected start date; foreseen start;"
        " start date planned; start (planned); indicative start date",
        "fr": "début prévu; date de début prévue; démarrage prévu; date de démarrage prévue", "de":
        "geplanter beginn; geplanter start; beginn (geplant);"
        " geplanter projektbeginn; beginn geplant; start geplant",
        "es": "inicio previsto; fecha de inicio prevista; inicio planificado; fecha prevista de inicio", "pt":
        "início previsto; data de início prevista;"
        " início planeado; data prevista de início",
        "it": "inizio previsto; data di inizio prevista; data inizio prevista; avvio previsto", "nl":
        "geplande start; geplande startdatum; geplande begindatum",
        "pl": "planowany początek; planowana data rozpoczęcia; planowane rozpoczęcie", "el":
        "προβλεπόμενη έναρξη; προγραμματισμένη έναρξη",
        "cs": "plánovaný začátek; předpokládané datum zahájení",
    },
    "planned_end": {
        "en": "planned end; planned end date; end planned; scheduled end; scheduled end date; expected end; expected"
        " end date; foreseen end;"
        " end date planned; end (planned); planned completion date; expected completion date; indicative end date;"
        " planned completion",
        "fr": "fin prévue; date de fin prévue; achèvement prévu; date d'achèvement prévue", "de":
        "geplantes ende; ende (geplant); geplantes projektende;"
        " ende geplant; geplanter abschluss",
        "es": "fin previsto; fecha de fin prevista; fecha de finalización prevista; fecha prevista de finalización;"
        " fin planificado",
        "pt": "fim previsto; data de fim prevista; data de conclusão prevista; fim planeado; data prevista de"
        " conclusão",
        "it": "fine prevista; data di fine prevista; data fine prevista; conclusione prevista", "nl":
        "gepland einde; geplande einddatum",
        "pl": "planowany koniec; planowana data zakończenia; planowane zakończenie", "el":
        "προβλεπόμενη λήξη; προγραμματισμένη λήξη",
        "cs": "plánovaný konec; předpokládané datum ukončení",
    },
    "actual_start": {
        "en": "actual start; actual start date; real start; start date actual; start (actual); effective start date;"
        " started on; actual starting date",
        "fr": "début réel; date de début réelle; début effectif; date de démarrage effective; date de début effective",
        "de": "tatsächlicher beginn; tatsächlicher start;"
        " beginn (tatsächlich); tatsächlicher projektbeginn; ist-beginn",
        "es": "inicio real; fecha de inicio real; inicio efectivo; fecha real de inicio", "pt":
        "início real; data de início real; início efetivo; data real de início",
        "it": "inizio effettivo; data di inizio effettiva; data inizio effettiva; avvio effettivo", "nl":
        "werkelijke start; werkelijke startdatum; feitelijke startdatum",
        "pl": "rzeczywisty początek; rzeczywista data rozpoczęcia", "el": "πραγματική έναρξη", "cs":
        "skutečný začátek; skutečné datum zahájení",
    },
    "actual_end": {
        "en": "actual end; actual end date; real end; end date actual; end (actual); effective end date; ended on;"
        " actual completion date; completed on;"
        " actual ending date",
        "fr": "fin réelle; date de fin réelle; fin effective; date d'achèvement réelle; date de fin effective", "de":
        "tatsächliches ende; ende (tatsächlich);"
        " tatsächliches projektende; ist-ende",
        "es": "fin real; fecha de fin real; fecha de finalización real; fin efectivo; fecha real de finalización",
        "pt": "fim real; data de fim real;"
        " data de conclusão real; fim efetivo",
        "it": "fine effettiva; data di fine effettiva; data fine effettiva; conclusione effettiva", "nl":
        "werkelijk einde; werkelijke einddatum; feitelijke einddatum",
        "pl": "rzeczywisty koniec; rzeczywista data zakończenia", "el": "πραγματική λήξη", "cs":
        "skutečný konec; skutečné datum ukončení",
    },
    "budget_amount": {
        "en": "budget; total budget; budget amount; project budget; total cost; total costs; project cost; project"
        " costs; total project cost;"
        " total project costs; total amount; total project budget; overall budget; budget total; cost; estimated"
        " cost; total value; project value;"
        " contract value; overall cost; total eligible expenditure; total eligible expenditure allocated to the"
        " operation; total eligible cost; estimated total cost; full budget; project total cost",
        "fr": "budget; budget total; montant total; coût total; montant; coût total du projet; budget du projet;"
        " montant du projet; coût du projet;"
        " budget global; coût; total dépenses éligibles; dépenses éligibles totales",
        "de": "budget; gesamtbudget; gesamtkosten; projektbudget; projektkosten; gesamtbetrag; gesamtvolumen;"
        " projektvolumen; kosten; gesamtsumme; gesamtbetrag der förderfähigen ausgaben; gesamtbetrag der"
        " förderfähigen ausgaben des vorhabens;"
        " gesamtkosten des projekts; finanzvolumen",
        "es": "presupuesto; presupuesto total; coste total; costo total; importe total; monto total; presupuesto del"
        " proyecto; coste; costo; costo estimado;"
        " monto; importe",
        "pt": "orçamento; orçamento total; custo total; montante total; valor total; orçamento do projeto; custo;"
        " orçamento do projecto",
        "it": "bilancio; budget; budget totale; costo totale; importo totale; costo del progetto; importo; bilancio"
        " totale; costo totale del progetto",
        "nl": "budget; totaal budget; totale kosten; projectbudget; begroting; totale begroting; projectkosten;"
        " totaalbedrag; totale projectkosten",
        "pl": "budżet; budżet projektu; całkowity budżet; wartość projektu; całkowita wartość projektu; koszt"
        " całkowity; kwota; wartość ogółem; budżet całkowity",
        "el": "προϋπολογισμός; συνολικός προϋπολογισμός; συνολικό κόστος; προϋπολογισμός έργου", "cs":
        "rozpočet; celkový rozpočet; celkové náklady;"
        " rozpočet projektu; celkové výdaje; částka",
        "ro": "buget; buget total; valoare totală; bugetul proiectului; costul total", "hu":
        "költségvetés; teljes költségvetés; összköltség",
        "sv": "budget; total budget; totalkostnad", "da": "budget; samlet budget; samlede omkostninger", "fi":
        "budjetti; kokonaisbudjetti; kokonaiskustannukset",
        "lt": "biudžetas; bendra projekto vertė; projekto vertė; projekto išlaidų suma", "lv":
        "budžets; kopējās izmaksas; projekta kopējais finansējums",
        "sl": "proračun; skupna vrednost", "hr": "proračun; ukupna vrijednost", "et": "eelarve; kogumaksumus", "bg":
        "бюджет; обща стойност", "sk": "rozpočet; celkový rozpočet",
        "ru": "бюджет; общий бюджет; стоимость", "uk": "бюджет",
    },
    "budget_currency": {
        "en": "currency; budget currency; currency code; ccy", "fr": "devise; monnaie; devise du budget", "de":
        "währung; budgetwährung",
        "es": "moneda; divisa", "pt": "moeda; divisa", "it": "valuta; divisa", "nl": "valuta; munteenheid", "pl":
        "waluta", "el": "νόμισμα", "cs": "měna",
        "ro": "monedă; valută", "hu": "pénznem", "sv": "valuta", "da": "valuta", "fi": "valuutta", "ru": "валюта",
        "uk": "валюта",
    },
    "website": {
        "en": "website; web site; project website; url; homepage; web page; webpage; link; links; project link;"
        " project links; web; web link; site; project url",
        "fr": "site web; site internet; lien; page web; site du projet", "de": "webseite; website; homepage;"
        " internetseite; projektwebsite; link; webadresse",
        "es": "sitio web; página web; enlace; web; sitio", "pt": "sítio web; site; página web; ligação; sítio", "it":
        "sito web; sito; pagina web; sito internet; collegamento",
        "nl": "website; website project; webpagina; webstek", "pl": "strona internetowa; strona www; www", "el":
        "ιστοσελίδα; ιστότοπος; ιστοχώρος",
        "cs": "webové stránky; web; odkaz", "ro": "pagină web; site web", "sv": "webbplats; hemsida", "da":
        "hjemmeside; websted", "fi": "verkkosivusto; kotisivu", "ru": "сайт; ссылка",
    },
    "source": {
        "en": "source; information source; data source; source url; source of information; sources; source link;"
        " evidence source", "fr": "source; source des données; sources",
        "de": "quelle; datenquelle; quellen", "es": "fuente; fuentes; fuente de información", "pt": "fonte; fontes",
        "it": "fonte; fonti", "nl": "bron; bronnen",
        "pl": "źródło", "el": "πηγή", "cs": "zdroj", "ro": "sursă", "sv": "källa", "da": "kilde", "fi": "lähde", "ru":
        "источник",
    },
    "parent": {
        "en": "parent; parent project; parent code; parent programme; umbrella project; part of; parent id; project"
        " parent; umbrella programme; parent activity",
        "fr": "projet parent; programme parent; projet principal; fait partie de", "de":
        "übergeordnetes projekt; oberprojekt; rahmenprojekt; teil von",
        "es": "proyecto matriz; proyecto principal; parte de; proyecto padre", "pt": "projeto principal; projeto pai;"
        " parte de; projeto-mãe",
        "it": "progetto principale; progetto padre; parte di", "nl": "hoofdproject; overkoepelend project; onderdeel"
        " van", "pl": "projekt nadrzędny", "el": "κύριο έργο", "cs": "nadřazený projekt",
    },
    "predecessor": {
        "en": "predecessor; predecessor project; follows; follow-up of; successor of; previous phase; previous"
        " project; continues; preceding project",
        "fr": "prédécesseur; projet précédent; phase précédente; fait suite à", "de": "vorgänger; vorgängerprojekt;"
        " vorprojekt; vorherige phase",
        "es": "predecesor; proyecto anterior; fase anterior", "pt": "antecessor; projeto anterior; fase anterior",
        "it": "predecessore; progetto precedente; fase precedente",
        "nl": "voorganger; vorig project; vorige fase", "pl": "poprzednik; poprzedni projekt", "el":
        "προηγούμενο έργο", "cs": "předchůdce; předchozí projekt",
    },
    "visibility": {
        "en": "visibility; access level; confidentiality", "fr": "visibilité; confidentialité", "de":
        "sichtbarkeit; vertraulichkeit", "es": "visibilidad; confidencialidad",
        "pt": "visibilidade; confidencialidade", "it": "visibilità; riservatezza", "nl":
        "zichtbaarheid; vertrouwelijkheid", "pl": "widoczność; poufność", "el": "ορατότητα", "cs": "viditelnost",
    },
    "last_reviewed_on": {
        "en": "last reviewed on; last reviewed; reviewed on; date of review; last review; last checked; review date;"
        " last verified", "fr": "dernière révision; dernière vérification; révisé le",
        "de": "zuletzt geprüft; zuletzt überprüft; geprüft am; letzte prüfung", "es": "última revisión; revisado el;"
        " fecha de revisión", "pt": "última revisão; revisto em; data de revisão",
        "it": "ultima revisione; rivisto il; ultima verifica", "nl": "laatst gecontroleerd; laatst herzien; datum van"
        " herziening", "pl": "ostatni przegląd; data przeglądu", "el": "τελευταία αναθεώρηση", "cs":
        "poslední kontrola",
    },
    "objectives": {
        "en": "objectives; objective; cyber objectives; cyber objective; cyber-diplomacy objectives; cyber diplomacy"
        " objectives; objective number; objective numbers;"
        " objectives served; eu objectives; objective no; objective nos; cyber diplomacy objective; obj",
        "fr": "objectifs; objectif; objectifs cyber; objectifs de cyberdiplomatie; n° d'objectif; numéro d'objectif",
        "de": "ziele; ziel; cyberdiplomatie-ziele; zielnummer; zielsetzung; ziel nr",
        "es": "objetivos; objetivo; objetivos de ciberdiplomacia; número de objetivo", "pt":
        "objetivos; objetivo; objectivos; objectivo; objetivos de ciberdiplomacia",
        "it": "obiettivi; obiettivo; obiettivi di ciberdiplomazia", "nl": "doelstellingen; doelstelling; doelen; doel",
        "pl": "cele; cel; cele projektu", "el": "στόχοι; στόχος", "cs": "cíle; cíl",
        "ro": "obiective; obiectiv", "sv": "mål", "da": "mål; formål", "fi": "tavoitteet; tavoite", "ru": "цели; цель",
        "uk": "цілі; ціль",
    },
    "objectives_note": {
        "en": "objectives note; objective note; note on objectives; objectives evidence; evidence; objective"
        " rationale; rationale; evidence for objectives; why these objectives; why this objective;"
        " reason for objectives;"
        " justification of objectives", "fr": "note sur les objectifs; justification des objectifs",
        "de": "anmerkung zu den zielen; begründung der ziele", "es": "nota sobre los objetivos; justificación de los"
        " objetivos", "pt": "nota sobre os objetivos",
        "it": "nota sugli obiettivi", "nl": "toelichting doelstellingen", "pl": "uwaga do celów", "el":
        "σημείωση για τους στόχους", "cs": "poznámka k cílům",
    },
    "places": {
        "en": "countries; country; places; place; country name; country code; country codes; recipient country;"
        " recipient countries; partner country; partner countries; beneficiary country;"
        " beneficiary countries; target country; target countries; geographic scope; geographical scope; geography;"
        " geographic coverage; geographical coverage; countries covered;"
        " countries and regions; country or region; country/region; region/country; countries/regions; recipient"
        " country or region; host country; geographical area; geographic area; project country;"
        " project countries; iso3; iso2; iso code; country iso code; country of implementation; places of work",
        "fr": "pays; pays bénéficiaire; pays bénéficiaires; pays partenaires; pays partenaire; zone géographique;"
        " couverture géographique; pays/région; pays ciblés; pays cibles; code pays; pays d'intervention",
        "de": "land; länder; staat; staaten; partnerland; partnerländer; zielland; zielländer; empfängerland;"
        " empfängerländer; einsatzland; einsatzländer; länder und regionen; land/region; ländercode",
        "es": "país; países; país beneficiario; países beneficiarios; países socios; país socio; cobertura"
        " geográfica; país/región; código de país",
        "pt": "país; países; país beneficiário; países beneficiários; países parceiros; cobertura geográfica;"
        " país/região", "it": "paese; paesi; paese beneficiario; paesi beneficiari;"
        " paesi partner; copertura geografica; paese/regione",
        "nl": "land; landen; partnerland; partnerlanden; begunstigd land; begunstigde landen; doelland; doellanden",
        "pl": "kraje; państwo; państwa; kraj partnerski; kraje partnerskie; kraj beneficjenta",
        "el": "χώρα; χώρες; δικαιούχος χώρα; γεωγραφική κάλυψη", "cs": "země; stát; státy; partnerská země;"
        " partnerské země; cílové země", "ro": "țară; țări; țara; țările partenere", "hu": "ország; országok",
        "sv": "land; länder", "da": "land; lande", "fi": "maa; maat", "lt": "šalis; šalys", "lv": "valsts; valstis",
        "sl": "država; države", "hr": "država; države; zemlja", "et": "riik; riigid", "bg": "държава; страна; държави",
        "sk": "krajina; krajiny; štát", "mt": "pajjiż", "ga": "tír", "ru": "страна; страны", "uk": "країна; країни",
    },
    "places_hub": {
        "en": "hub; hubs; hub country; hub countries; regional hub; regional hubs", "fr":
        "pays pivot; pays pivots; pays pôle", "de": "drehscheibe; hub-länder; schwerpunktstandort", "es":
        "país centro; centros regionales; países centro",
        "pt": "país polo; países polo", "it": "paese hub; paesi hub", "nl": "hubland; hublanden", "pl": "kraj hub",
        "el": "χώρα κόμβος", "cs": "uzlová země",
    },
    "places_priority": {
        "en": "priority country; priority countries; priority places; main countries; focus countries; core countries",
        "fr": "pays prioritaire; pays prioritaires", "de": "schwerpunktland; schwerpunktländer; prioritätsländer",
        "es": "país prioritario; países prioritarios", "pt": "país prioritário; países prioritários", "it":
        "paese prioritario; paesi prioritari", "nl": "prioriteitsland; prioriteitslanden", "pl":
        "kraj priorytetowy; kraje priorytetowe",
        "el": "χώρες προτεραιότητας", "cs": "prioritní země",
    },
    "places_associate": {
        "en": "associate country; associate countries; associated countries; other countries; secondary countries;"
        " associate places", "fr": "pays associé; pays associés; autres pays", "de": "assoziierte länder; weitere"
        " länder; assoziiertes land",
        "es": "países asociados; país asociado; otros países", "pt": "países associados; país associado; outros"
        " países", "it": "paesi associati; paese associato; altri paesi", "nl": "geassocieerde landen; andere landen",
        "pl": "kraje stowarzyszone; inne kraje", "el": "συνδεδεμένες χώρες", "cs": "přidružené země",
    },
    "funders": {
        "en": "funder; funders; donor; donors; funding organisation; funding organization; funded by; donor"
        " organisation; donor organization; donor name; funding agency; financed by; funding organisations; donor"
        " agency;"
        " partner funding; contracting authority; provider organisation",
        "fr": "bailleur; bailleurs; bailleur de fonds; bailleurs de fonds; financeur; financeurs; donateur;"
        " donateurs; financé par", "de": "geldgeber; fördermittelgeber; finanzierung durch; geber; förderer;"
        " finanziert durch; zuwendungsgeber",
        "es": "donante; donantes; financiador; financiadores; organización donante; entidad financiadora; financiado"
        " por", "pt": "doador; doadores; financiador; financiadores; financiado por; entidade financiadora",
        "it": "donatore; donatori; finanziatore; finanziatori; finanziato da; ente finanziatore", "nl":
        "donor; donoren; financier; financiers; gefinancierd door", "pl": "darczyńca; darczyńcy; fundator;"
        " finansujący; finansowane przez",
        "el": "χρηματοδότης; χρηματοδότες; δωρητής", "cs": "dárce; dárci; donor; poskytovatel", "ro":
        "finanțator; finanțatori; donator", "sv": "finansiär; givare", "da": "donor; donorer; finansieret af", "fi":
        "rahoittaja; rahoittajat", "ru": "донор; доноры",
    },
    "implementers": {
        "en": "implementer; implementers; implementor; implementors; implementing partner; implementing partners;"
        " implementing organisation; implementing organization; implementing agency;"
        " implemented by; implementing agencies; implementing organisations; implementing organizations; implementing"
        " entity; partner implementing; implementing body; executing agency;"
        " lead implementer; implementation partner; implementation partners",
        "fr": "maître d'œuvre; agence d'exécution; partenaire de mise en œuvre; partenaires de mise en œuvre; mis en"
        " œuvre par; organisme de mise en œuvre; organisation de mise en œuvre; opérateur; opérateurs",
        "de": "durchführer; durchführungsorganisation; durchgeführt von; umsetzungspartner; projektträger;"
        " durchführungspartner; durchführende organisation; umsetzung durch",
        "es": "ejecutor; ejecutores; organización implementadora; implementador; socio implementador; agencia"
        " ejecutora; entidad ejecutora; socios implementadores; ejecutado por",
        "pt": "executor; executores; entidade executora; parceiro de implementação; implementador; parceiros de"
        " implementação; executado por", "it": "attuatore; ente attuatore; enti attuatori; soggetto attuatore;"
        " partner attuatore; esecutore; attuato da", "nl": "uitvoerder; uitvoerders; uitvoerende organisatie;"
        " uitgevoerd door", "pl": "wykonawca; realizator; partner wdrażający; instytucja wdrażająca; realizatorzy",
        "el": "φορέας υλοποίησης; φορείς υλοποίησης; ανάδοχος", "cs": "realizátor; provádějící organizace;"
        " realizátoři", "ro": "implementator; partener de implementare", "sv": "genomförare; genomförandepartner",
        "da": "gennemfører; implementerende partner",
        "fi": "toteuttaja; toteuttajat", "ru": "исполнитель; исполнители; реализующая организация",
    },
    "partners": {
        "en": "partners; partner; project partners; project partner; partner organisation; partner organisations;"
        " partner organization; partner organizations; consortium; consortium partners; cooperation partners;"
        " other partners; participating organisations; participating organizations; participants",
        "fr": "partenaires; partenaire; partenaires du projet; organisations partenaires; consortium", "de":
        "partner; projektpartner; partnerorganisation; partnerorganisationen; kooperationspartner; konsortium",
        "es": "socios; socio; socios del proyecto; organizaciones socias; consorcio", "pt":
        "parceiros; parceiro; parceiros do projeto; organizações parceiras; consórcio", "it":
        "partner; partner del progetto; organizzazioni partner; consorzio; partenariato",
        "nl": "partners; projectpartners; partnerorganisaties; consortium", "pl": "partnerzy; partner; partnerzy"
        " projektu; konsorcjum", "el": "εταίροι; εταίρος; εταίροι του έργου", "cs": "partneři; partner; partneři"
        " projektu",
        "ro": "parteneri; partener", "sv": "partner; projektpartner", "da": "partnere; projektpartnere; partere", "fi":
        "kumppanit; yhteistyökumppanit", "ru": "партнеры; партнёры",
    },
}  # fmt: skip

#: HXL hashtag (with the attributes that matter) -> field. Source: HXL standard 1.1, dictionary of hashtags.
HXL_TAGS: dict[str, str] = {
    "#activity+code": "code", "#activity+id": "code", "#activity+name": "title", "#activity+title": "title",
    "#activity": "title", "#activity+id+iati": "iati_identifier", "#activity+code+iati": "iati_identifier",
    "#description": "summary", "#description+activity": "summary", "#activity+description": "summary",
    "#status": "status", "#status+activity": "status", "#date+start": "start", "#date+end": "end",
    "#value+budget": "budget_amount", "#currency": "budget_currency", "#meta+url": "website", "#contact+url":
    "website", "#meta+source": "source",
    "#country": "places", "#country+name": "places", "#country+code": "places", "#adm0": "places", "#adm0+name":
    "places", "#adm0+code": "places",
    "#org+funder": "funders", "#org+funding": "funders", "#org+donor": "funders", "#org+impl": "implementers",
    "#org+implementer": "implementers", "#org+prog": "implementers",
    "#org+partner": "partners",
}  # fmt: skip

#: Headings whose column may be places or something else: taken only where the values are places.
PERHAPS_PLACES = (
    "location; locations; project location; region; regions; beneficiaries; area; territory; lieu;"
    " localisation; région; régions; bénéficiaires;"
    " ort; region(en); regionen; gebiet; standort; projektstandort; begünstigte; ubicación; región; regiones; lugar;"
    " beneficiarios; localização; local; região;"
    " regiões; beneficiários; luogo; località; regione; regioni; beneficiari; locatie; regio; regio's;"
    " lokalizacja; miejsce; beneficjenci; τοποθεσία; περιοχή;"
    " where; where implemented; implementation location; geographical focus; geographic focus; geographical location;"
    " admin 0; adm0; ref area; multi-country; country list; kraj; ámbito geográfico; âmbito geográfico; ambito"
    " geografico; zakres geograficzny"
)

#: Headings that name the body that received the money in lists of EU funds; shown as a possibility, never taken.
PERHAPS_IMPLEMENTERS = (
    "beneficiary; beneficiary name; name of beneficiary; name of the beneficiary; recipient; recipient of funds;"
    " recipient organisation; lead partner; lead organisation; coordinator; contractor;"
    " contractors; responsible entity; organisation; organization; organisations; organizations; organisation name;"
    " bénéficiaire; nom du bénéficiaire; name des begünstigten;"
    " begünstigter; zuwendungsempfänger; organización; beneficiario; nombre del beneficiario; entidad responsable;"
    " beneficiário; nome do beneficiário; nome del beneficiario; begunstigde; naam begunstigde;"
    " beneficjent; nazwa beneficjenta; δικαιούχος; žadatel; příjemce; kontraktansvarlig partner; organización"
    " responsable; agency; agencies; stakeholders; lead; lead agency; partner extending; partner accountable"
)

#: Headings that look like ours and are not: never taken, never proposed by likeness.
ELSEWHERE = (
    "county; counties; municipality; city; town; postcode; postal code; zip; zip code; address; street; street name;"
    " contact; contacts; contact person; contact name; email; e-mail; email address; phone;"
    " telephone; fax; latitude; longitude; coordinates; currency rate; exchange rate; co-financing rate; cofinancing"
    " rate; union co-financing rate; percentage; percent; category of intervention;"
    " intervention field; intervention category; theme; themes; topic; topics; sector; sectors; priority; priority"
    " axis; priority number; measure; programme; program; fund; type; type of fund; project type;"
    " approval date; date of approval; adoption date; signature date; contract date; date of signature; report date;"
    " reporting date; last update; last updated; date of last update; updated; created; created on; date;"
    " year; duration; period; comments; comment; remarks; notes; note; no; nr; number; eu contribution; eu funding;"
    " eu budget; eu amount; union co-financing; own contribution; disbursed; disbursement;"
    " disbursements; disbursed amount; paid; paid amount; payments; spent; expenditure; committed; commitment;"
    " commitments; remaining; balance; requested amount; amount requested; donor country; funder country;"
    " country of origin; nationality; region code; implementing country; language; file; document; population; people"
    " reached; targeted; men; women; girls; boys; indicator; unit; value; score;"
    " document title; report title; job title; contact title; project manager; project officer; project lead; project"
    " team; project type; project phase; phase; objective type; specific objective; specific objectives;"
    " overall objective; general objective; thematic objective; policy objective; strategic objective; results;"
    " outputs; outcomes; activities; target group; target groups; type of organisation; organisation type;"
    " postleitzahl; plz; bundesland; landkreis; kreis; gemeinde; stadt; fonds; programm; thema; bemerkung;"
    " bemerkungen; laufzeit; jahr; datum; nummer; prioritätsachse; interventionskategorie; eu-betrag; eu-anteil;"
    " commune; ville; adresse; code postal; département; fonds; programme; thème; année; durée; date; commentaires;"
    " remarques; taux; municipio; provincia; departamento; ciudad; dirección; fondo; programa; tema; año;"
    " duración; fecha; comentarios; observaciones; sector/cluster; subsector; registro; actualizada; fecha de"
    " reporte; concelho; cidade; fundo; ano; duração; comune; città; indirizzo; programma; anno; durata; osservazioni"
)
