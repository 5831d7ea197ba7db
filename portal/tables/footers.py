"""The footer of a report below a table: how many lines, who made it, and for whose eyes it is.

Only what is unlikely to be a company is taken for one: "Total (France)" is a customer.
"""

import re
from collections.abc import Sequence
from itertools import accumulate, takewhile

Line = tuple[int, list[str]]

_BEGINNING = 200
# Behind a word of a footer stand a few lines without one, such as the name of the organization.
_MOST_OTHERS = 5

_NOTICE = re.compile(
    r"""
    copyright\s*(©|\(c\)|\d{4}|by\b) | (©|\(c\))\s*\d{4} | (©|\(c\)).*\b(19|20)\d\d\W*$
    | .*\b(all\ rights\ reserved | alle\ rechte\ vorbehalten | tous\ droits\ réservés)
    | .*\b(todos\ los\ derechos\ reservados | do\ not\ distribute | internal\ use\ only)
    | ((strictly\ private\ (&|and)|strictly|company|private|proprietary|highly|document
      |report)\ ((&|and)\ )?)?
      confidential(\ information)?\s*([^\w\s&]|$)
    | ((streng|dokument|privat\ und)\ )?vertraulich\b | vertrouwelijk\b
    | nur\ (für\ |zum\ )?(den\ )?intern(en?|er)?\ (gebrauch|verwendung|zwecke)
    | ((strictement|document|rapport|privé\ et)\ )?confidentiel(le)?\s*([^\w\s&]|$)
    | ((estrictamente|documento|informe|privado\ y)\ )?confidencial\s*([^\w\s&]|$)
    | (à\ |pour\ )?usage\ interne(\ (uniquement|exclusif|seulement))?\W*$ | diffusion\ restreinte$
    | (de\ |para\ |solo\ )*uso\ interno(\ (exclusivo|únicamente|solamente))?\W*$
    | (this|these)\ (report|document|file|list|data|export)\b
    | diese[rs]?\ (bericht|dokument|datei|liste|daten|auswertung|export)\b
    | (ce|cette|cet)\ (rapport|document|fichier|liste|export)\b
    | (este|esta)\ (informe|reporte|documento|archivo|fichero|lista|listado)\b
    | riservato\s*([^\w\s&]|$) | 社外秘 | 関係者外秘 | 機密
    | \(?[\d.,\ ]+\ ?(rows?|row\(s\)|records?|record\(s\)|lines?|entries|results?
      |zeilen|datensätze|einträge|lignes|enregistrements|filas|registros|righe|件)
      (\ (selected|exported|returned|affected|in\ set).*)?\)?\.?$
    | \d+\ ?(/\ ?\d+\ ?)?ページ(目)?$
    | (page|seite|página|pagina|ページ)\ ?\d+(\ ?(/|of|von|sur|de|di|van)\ ?\d+)?$
    | [-*=\s]*(end\ of|ende\ de[rs]|fin\ d[eu]l?|fine\ del)\b.*\b(report|file|list|berichts?|datei
      |liste|rapport|fichier|informe|archivo|report)\b | [-*=_\s]{3,}$
    | (angewendete\ filter|filtres\ appliqués|filtros\ aplicados|適用された?フィルター?)\s*[:：]
    | (applied\ filters?|filter\ logic|filtered\ by|source|quelle|data\ as\ of
      |last\ (updated|refreshed))\s*:
    | (report|list|bericht|rapport|informe)(\ (id|name|title|number|type))?\s*:
    | (data\ source|datenquelle|fuente|origen)\s*:
    | (user|user\ name|benutzer|utilisateur|usuario|prepared\ (by|for)|author|autor|auteur
      |ersteller(in)?|bearbeiter(in)?|report\ owner|(list\ )?view|filterkriterien
      |selektion|time\ ?zone|zeitzone|date\ (exported|created|generated|printed|downloaded|run))\s*:
    | (notes?|hinweise?|anmerkung|remarques?|notas?|disclaimer|haftungsausschluss|avertissement
      |aviso|sensitivity|classification|klassifizierung|vertraulichkeit|clasificación)\s*:
    | prepared\ (by|for)\ | powered\ by\ \w+$
    | ((showing|displaying|rows?|zeilen?|lignes?|filas?)\ )?
      \d[\d.,]*(\ ?[-–]\ ?\d[\d.,]*\ (of|von|sur|de)|\ ?/)\ ?\d[\d.,]*$
    | (filtered\ by|gefiltert\ nach|filtré\ par|filtrado\ por)$
    | (show|date\ field|date\ range|time\ ?frame|filters?|sorted\ by|grouped\ by|zeitraum
      |période|periodo|filtres?|filtros?)\s*:
    | [-*=_\#~<(\[\s]*eof[-*=_\#~>)\]\s]*$ | [-*=_\#~<(\[]+\s*(end|ende|fine?|fim)\s*[-*=_\#~>)\]]+$
    | (全|計|合計|総計)?\s*[:：]?\s*\d+\ ?(件|行|レコード)([^\w]|中|を含|あり|です|$)
    | (合計|総|全|データ|レコード)?(件数|行数)\s*[:：=]?\s*\d+ | 以上\W*$
    | 社内(用|限り|限定|利用|秘)\W*$ | 取扱注意\W*$ | (無断)?転載(・複製)?(禁止|を禁)
    | (データ|レポート|ファイル|一覧|リスト|表)の?(終わり|終了|終端)\W*$
    | (for\ )?(company\ )?internal\ (use|only)(\ only)?\W*$
    | (please\ )?do\ not\ (share|forward|copy|circulate|publish|disclose)\b
    | ((nur|zum|zur|für|den)\ )*intern(e|er|en|em)?\ (gebrauch|verwendung|nutzung|zwecke)\W*$
    | nur\ intern\W*$ | (bitte\ )?nicht\ (weitergeben|weiterleiten|veröffentlichen)\b
    | nicht\ zur\ weitergabe\b | ne\ pas\ (diffuser|partager|communiquer|transmettre)\b
    | ((réservé|à|a|pour|l['’])\ ?)+usage\ interne\W*$
    | no\ (distribuir|compartir|difundir|divulgar)\b | s[oó]lo\ (para\ )?uso\ interno\W*$
    | [-*=\s]*(end\ of|ende\ de[rs]|fin\ (du|des?|del|de\ l[oae]s?|de\ l['’]))\ ?(the\ )?
      (reports?|files?|lists?|data|tables?|exports?|documents?|records|rows|results|berichts?|datei
      |daten|liste|tabelle|dokuments?|auswertung|rapport|fichier|données|tableau|informe|archivo
      |fichero|datos|tabla|lista|listado|documento|registros|filas|resultados|résultats)[-*=.\s]*$
    | (datei|listen|daten|berichts|tabellen|export)ende\W*$
    | (no\ (more|further)|keine\ weiteren|aucune?\ autres?|plus\ de|no\ hay\ más)\ (data|records
      |rows|results|entries|daten|datensätze|zeilen|einträge|données|lignes|résultats
      |enregistrements|datos|filas|registros|resultados)\W*$
    | (?P<part>\d+)\ (of|von|sur|de)\ (?P=part)$
    | \d{1,2}:\d\d(:\d\d)?(\ ?([ap]\.?m\.?|uhr|h|[A-Z]{3,4}))*$
    | (q[1-4]|fy|fiscal\ year|geschäftsjahr|exercice|ejercicio)\W?\ ?20\d\d$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_MADE = re.compile(
    r"""
    ((report|export|list)\ )?(was\ )?(generated|exported|created|printed|downloaded|run)
      (\ (by|on|at|from|date)\b|\s*:)
    | generated\ with\b | report\ run\b | (export|report|run|print|download|creation)\ date\b
    | ((bericht|liste|datei|auswertung|export)\ )?
      (erstellt|exportiert|erzeugt|generiert|gedruckt|heruntergeladen|ausgeführt|ausgegeben)
      (\ (von|vom|am|durch|mit|aus)\b|\s*:)
    | ((rapport|liste|fichier|état|document|export)\ )?
      (généré|exporté|créé|imprimé|édité|exécuté|établi|téléchargé)e?s?(\ (par|le|depuis|à)\b|\s*:)
    | ((informe|reporte|lista|listado|archivo|documento)\ )?
      (generad|exportad|cread|impres|ejecutad|descargad)[oa]s?(\ (por|el|desde|con)\b|\s*:)
    | (generato|esportato|creato|stampato)(\ (da|il)\b|\s*:)
    | (gerado|criado|impresso)(\ (por|em)\b|\s*:)
    | (gegenereerd|geëxporteerd|afgedrukt)(\ (door|op)\b|\s*:)
    | (export|druck|erstellungs?|berichts?)datum\b | date\ d['’](export|édition)\b
    | fecha\ de\ (exportación|creación)\b | data\ di\ esportazione\b
    | (作成者|作成日|作成日時|出力者|出力日|出力日時|印刷日)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_TOTAL = re.compile(
    r"""
    ((grand|sub)[\ -]?|zwischen|sous-)?(totals?|totale?|summen?|gesamt(summe|zahl|anzahl)?|insgesamt
    |gesamtergebnis|total\ (général|general)|totale\ generale
    |suma|somme|totaal|合計|総計|小計|count|record\ count
    |anzahl|nombre\ total|número\ total|sum|averages?|mean|mittelwert|durchschnitt|moyenne|promedio)
    \s*(?P<number>:?\s*[\d.,\ ]+|[(（][^)）]*\d[^)）]*[)）])?\s*:?
    """,
    re.IGNORECASE | re.VERBOSE,
)
_SUBTOTAL = re.compile(r"(sub|zwischen|sous|小)\W?(total|summe|計)", re.IGNORECASE)
_NUMBER = re.compile(r"[\d.,'\s%€$£¥+-]+")
# How many there are is said in these words and no others. "Customer 1" and "3 Suisses" are names.
_WORDS = {
    "counted": """
        row rows record records line lines entry entries result results item items accounts
        customers companies clients contacts organizations organisations domains
        zeile zeilen datensatz datensätze eintrag einträge treffer kunden firmen konten
        ligne lignes enregistrement enregistrements résultats comptes
        fila filas registro registros resultados cuentas clientes
        riga righe risultati rij rijen linhas contas zeilenanzahl datensatzanzahl
        organisationen organisationnen unternehmen sociétés entreprises clients domaines
        empresas organizaciones dominios aziende
    """,
    "counting": """
        total totals count counted number showing displaying returned exported affected selected
        found contains contain containing includes including listed shown sum grand overall
        gesamt insgesamt gesamtzahl gesamtanzahl anzahl summe exportierte exportiert gefunden
        enthält enthalten umfasst angezeigt gelistet nombre totale exportés exportées contient
        comprend affichés affichées trouvés número cantidad recuento exportados encontrados
        contiene incluye mostrados numero totaal aantal query ergebnis résultat resultado
        zeilenzahl
    """,
    "between": """
        s n d of to from the in out a and all this there are is were was has have with which
        von bis der die das den alle es sind waren wurden hat mit
        de des du la le les l sur à au il y a ont sont tous toutes
        al del di van el los las hay un una todos todas
        report list table file export document bericht liste tabelle datei auswertung abfrage
        rapport tableau fichier informe tabla archivo fichero listado
    """,
}
_COUNTED, _COUNTING, _BETWEEN = (frozenset(words.split()) for words in _WORDS.values())
_MONTH = r"""(
    jan|january|januar|jänner|janvier|janv|enero|ene | feb|february|februar|février|fevrier|févr
    |fev|febrero | mar|march|märz|maerz|mär|mrz|mars|marzo | apr|april|avril|avr|abril|abr
    | may|mai|mayo | jun|june|juni|juin|junio | jul|july|juli|juillet|juil|julio
    | aug|august|août|aout|agosto|ago | sep|sept|september|septembre|septiembre|setiembre
    | oct|october|okt|oktober|octobre|octubre | nov|november|novembre|noviembre
    | dec|december|dez|dezember|déc|décembre|decembre|dic|diciembre
    )\.?"""
_WEEKDAY = """(
    sunday|monday|tuesday|wednesday|thursday|friday|saturday | sun|mon|tue|wed|thu|fri|sat
    | sonntag|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend
    | dimanche|lundi|mardi|mercredi|jeudi|vendredi|samedi
    | domingo|lunes|martes|miércoles|jueves|viernes|sábado
    ),?"""
# With a year of the files that people upload.
_LONG_DATE = re.compile(
    rf"""
    (?<!\w) ({_WEEKDAY}\ )? (
      \d{{1,2}}(\.|st|nd|rd|th|er|º)? [\ \-/]* (of\ |de\ )? {_MONTH} [\ ,\-/]* (del?\ )?
      | {_MONTH} [\ \-]* \d{{1,2}}(st|nd|rd|th)? [\ ,\-]+
    ) (20\d\d) (?!\w)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_DATE = re.compile(
    r"(?<!\d)(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}([-/.]\ ?)\d{1,2}\2(19|20)\d\d"
    r"|\d{1,2}/\d{1,2}/\d\d|\d{4}年\d{1,2}月\d{1,2}日)(?!\d)"
)
# Letters and digits: digits alone may be a sum. Those of the larger CRMs are as long as each other.
_ID = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9_#/-]{2,64}")
_LONG_ID = 12
_MOST_COMPARED = 50
# "Vertraulich GmbH", which no footer says of itself; "Generated by Fuchs GmbH" it may.
_COMPANY = re.compile(
    r"((this|these|diese[rs]?|cette|este|esta) )?[^\W\d]+ ((g|gg)?mbh|ag|kg|ohg|ug|se|ltd|limited"
    r"|inc|llc|llp|plc|corp|sarl|sas|sl|slu|srl|spa|bv|nv|ab|oy|aps|kk)\.?"
    r"|[^\W\d]+株式会社",
    re.IGNORECASE,
)
_AS_OF = re.compile(
    r"((data|figures)\ )?as\ of\b.*\d|stand(\ vom)?\s*:?\s.*\b20\d\d\b", re.IGNORECASE
)


def footer_at(body: Sequence[Line], *, columns: int) -> int:
    """Return where in the lines of a table the footer of a report begins; their number if nowhere.

    `columns` are those with a heading. A footer reaches to the end, and so do all lines of one
    cell below the gap that it begins with.
    """
    words = [
        (_is_footer(cells, alone=columns < 2) or (columns > 1 and _has_its_shape(cells)))
        and not (_has_a_number(body, place) or _has_an_id(body, place))
        for place, (_, cells) in enumerate(body)
    ]
    tail = len(body)
    while tail and (words[tail - 1] or (columns > 1 and _filled(body[tail - 1]) == 1)):
        tail -= 1
    for place in range(tail, len(body)):
        if words[place] and words[place:].count(False) <= _MOST_OTHERS:
            return place if columns < 2 else _below_gap(body, place, tail)
    return len(body)


def not_rows(body: Sequence[Line], header: Sequence[str]) -> list[int]:
    """Return the numbers of lines that structure a table of several parts and are no rows of it.

    Those that repeat the header, a line of one cell right above such, and subtotals.
    """
    several = sum(map(bool, header)) > 1
    found = []
    for place, (number, cells) in enumerate(body):
        above = place + 1 < len(body) and body[place + 1][1] == header
        titles = above and _filled(body[place]) == 1
        is_subtotal = _SUBTOTAL.match("".join(cells)) and _is_footer(cells, alone=True)
        if several and (cells == header or titles or is_subtotal):
            found.append(number)
    return found


def _below_gap(body: Sequence[Line], place: int, tail: int) -> int:
    """Return the first line below the gap above a place, if all in between may be the footer's."""
    start = place
    while start > tail and body[start - 1][0] + 1 == body[start][0]:
        start -= 1
    has_gap = start > 0 and body[start - 1][0] + 1 < body[start][0]
    return start if has_gap else place


def _filled(line: Line) -> int:
    return sum(map(bool, line[1]))


def _is_footer(cells: Sequence[str], *, alone: bool) -> bool:
    first, *others = [cell for cell in cells if cell]
    # A word of a footer stands at the beginning; what else somebody wrote may be very long.
    first = re.sub(r"\s+", " ", first)[:_BEGINNING]
    if total := _TOTAL.fullmatch(first):
        sums = all(_NUMBER.fullmatch(one) for one in others)
        return sums and bool(total["number"] or others or not alone)
    if made := _MADE.match(first):
        # A label, and beside it who or when.
        if len(others) == 1 and not first[made.end() :].strip(" :"):
            return True
        return _is_prose(others)
    if _COMPANY.fullmatch(first):
        return False
    return bool(_NOTICE.match(first)) and _is_prose(others)


def _has_its_shape(cells: Sequence[str]) -> bool:
    """Whether a line of a table says when it was made or how much there is, in other words.

    A customer's name alone in a line has neither a date in it nor only words that count.
    """
    first, *others = [re.sub(r"\s+", " ", cell)[:_BEGINNING] for cell in cells if cell]
    if others and (_is_split_date(cells) or _says_how_many(", ".join([first, *others]))):
        return True
    if others:
        return len(others) == 1 and first.endswith(":") and _has_date(others[0])
    is_host = " " not in first and re.search(r"@|\.[^\W\d]{2}", first)
    return not is_host and bool(_has_date(first) or _AS_OF.match(first) or _says_how_many(first))


def _has_date(text: str) -> bool:
    return bool(_DATE.search(text) or _LONG_DATE.search(text))


def _is_split_date(cells: Sequence[str]) -> bool:
    """Whether the line begins with a sentence that the separator split within a date."""
    parts = list(takewhile(bool, cells))
    if not _is_prose(parts) or any(cells[len(parts) :]):
        return False
    parts = [re.sub(r"\s+", " ", part)[:_BEGINNING] for part in parts]
    sentence = ", ".join(parts)
    ends = list(accumulate(len(part) + 2 for part in parts[:-1]))
    return any(
        found.start() < len(parts[0]) and found.start() < end - 2 < found.end()
        for found in _LONG_DATE.finditer(sentence)
        for end in ends
    )


def _says_how_many(text: str) -> bool:
    tokens = re.findall(r"\d[\d.,]*|[^\W\d_]+", text.lower())
    numbers = [place for place, one in enumerate(tokens) if one[0].isdigit()]
    counted = [place for place, one in enumerate(tokens) if one in _COUNTED]
    words = {one for one in tokens if not one[0].isdigit()}
    if not numbers or words - _COUNTED - _COUNTING - _BETWEEN:
        return False
    if not counted:
        # Of a total alone the sign says that it is one.
        return bool(words & _COUNTING) and bool(re.search(r"[:=]\s*\d", text))
    said = bool(re.search("[:=]", text)) or bool(words & _COUNTING) or len(numbers) > 1
    return said or numbers[0] < counted[0]


def _has_an_id(body: Sequence[Line], place: int) -> bool:
    """Whether a line has an ID built as those of the lines above: it is of the table, whatever
    the customer is called. "Export date" may stand above a column of dates.
    """
    # More need not be compared, for each line of a long file.
    above = [cells for _, cells in body[max(0, place - _MOST_COMPARED) : place]]
    cells = body[place][1]
    for column in range(1, len(cells)):
        one = cells[column]
        ids = [line[column] if column < len(line) else "" for line in above]
        if _ID.fullmatch(one) and not _has_date(one) and ids and one not in ids:
            widths = {len(other) if _ID.fullmatch(other) else 0 for other in ids}
            if {_build(other) for other in ids} == {_build(one)} or (
                widths == {len(one)} and len(one) >= _LONG_ID
            ):
                return True
    return False


def _build(text: str) -> str:
    return re.sub(r"\d+", "9", re.sub(r"[^\W\d_]+", "a", text))


def _has_a_number(body: Sequence[Line], place: int) -> bool:
    """Whether what might be a total is a customer of that name with an ID, as all above have one.

    A total is the number of lines above, or the sum of their numbers.
    """
    cells = body[place][1]
    filled = [column for column, cell in enumerate(cells) if cell]
    if len(filled) != 2 or not re.fullmatch(r"\d{1,30}", cells[filled[1]]):
        return False
    if not re.fullmatch(r"\w+", cells[filled[0]]):
        return False
    above = [line[filled[1]] if filled[1] < len(line) else "" for _, line in body[:place]]
    if not all(re.search(r"\d", one) for one in above) or len(set(above)) < len(above):
        return False
    sums = [int(one) for one in above if re.fullmatch(r"\d{1,30}", one)]
    return int(cells[filled[1]]) not in (place, sum(sums) if len(sums) == len(above) else place)


def _is_prose(cells: Sequence[str]) -> bool:
    """A sentence is split where it has the separator; of a customer there are addresses, too."""
    return not any(re.search(r"@|\w\.\w", cell) for cell in cells)
