"""Parting what a person wrote in a mail from what their program quoted under it.

Each line gets a kind; a few rules then decide where the person's own text ends. Answers written
between quoted lines are kept together with the quotes they answer. docs/decisions/0006 says why no
library does this for us.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MOST_LINES = 6000
JOINED = 5  # an attribution may run over so many lines
LONGEST_ATTRIBUTION = 320

_WROTE = (
    r"wrote|writes|said|a écrit|ecrit|écrivait|schrieb|geschrieben|geschreven|schreef|ha scritto|scrisse|escribió|"
    r"escribio|escreveu|skrev|skreiv|napisał\(a\)|napisał|napisała|pisze|napsal\(a\)|napsal|napísal|"
    r"kirjoitti|írta|yazdı|yazmış|a scris|написал\(а\)|написал|написала|пишет|писал|написав|έγραψε|"
    r"كتب|كتبت|写道|寫道|написа|पर लिखा"
)
_OPENERS = (
    r"on|le|am|il|el|em|op|den|dne|w dniu|dnia|no dia|a|à|στις|в|пн|вт|ср|чт|пт|сб|вс|في|在|於|"
    r"quoting|mon|tue|wed|thu|fri|sat|sun"
)
WROTE = re.compile(rf"(?i)(?:^|[\s,>»\"'()])(?:{_WROTE})(?=$|[\s:,.\"<-])|(?:写道|寫道)")
WROTE_AT_END = re.compile(rf"(?i)(?:{_WROTE})\s*[-–—]*\s*[:：.…-]*$")
OPENER = re.compile(rf"(?i)^[-\s]*(?:{_OPENERS})\b|^\W*\d|^[-\s]+on\b")
ADDRESS = re.compile(r"[\w.+-]+(?:@| at )[\w-]+|<[^>]*$|<.*>")
DATE_FIRST = re.compile(r"(?i)^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\b(?=.*(?:GMT|UTC|<[^>]*@?|\d{1,2}:\d{2})).{3,}$")
FROM_ONLY = re.compile(r"^\S.{0,80}<[^<>\s]+@[^<>\s]+>\s*:?$")
TIME = re.compile(r"\d{1,2}[:.h]\d{2}")
QUOTE = re.compile(r"^\s{0,3}(?:>|\|(?:\s|$))")
DELIMITER = re.compile(r"^\s*([-=_*#~+•·—–ᐧ])(?:\s?\1)*\s*$")
SIGNATURE = re.compile(r"^\s{0,3}(?:--|—|––|-- )\s*$")
MARKER = re.compile(r"^\s*>?\s*[-_*]{2,}\s*[^\W\d_](?:[^-_*]{4,60}|[\u3400-\u9fff ]{2,20})[-_*]{2,}\s*$")
BEGIN_FORWARDED = re.compile(
    r"(?i)^\s*>?\s*(begin forwarded message|début du message (transféré|réexpédié)|anfang der weitergeleiteten|"
    r"inizio messaggio inoltrato|inicio del mensaje reenviado|début du message)\b.*:?\s*$"
)
DEVICE = re.compile(
    r"(?i)^\s*(?:sent (?:from|via|with|using) |get outlook for|envoyé (?:de|depuis|à partir)|von meinem .{1,40} gesendet|"
    r"gesendet (?:von|mit)|enviado (?:desde|do|de|a partir)|inviato da|sendt fra|skickat från|verzonden (?:vanaf|vanuit|met)|"
    r"verstuurd (?:vanaf|via|met)|lähetetty |wysłane z|wysłano z|odesláno z|отправлено (?:с|из)|надіслано з|أُ?رسلت? من|"
    r"مُ?رسل من|تم الإرسال من|发自|發自|从我的.{1,20}发送|發送自|从.{1,20}发送$|從我的|発信|στάλθηκε από|נשלח מ|đã gửi từ|"
    r"dikirim dari|trimis de pe|diese nachricht wurde von .{1,60} gesendet|"
    r"(?:obten\w*|obter|descarga\w*|baixe|baixar|scarica|télécharge\w*|hämta|hent|pobierz|stáhnout|скачать|получить|"
    r"загрузить|تنزيل|الحصول على|احصل على|获取|下载|取得|下載)\b.{0,30}outlook)"
    r"|^.{0,40}(?:-ról küldve|'umdan gönderildi|['’]dan gönderildi|から送信|에서 보냄)\s*\.?$"
)
_HEADER_NAMES = (
    r"from|sent|to|cc|bcc|date|subject|reply-to|importance|de|envoyé|à|a|objet|date d'envoi|von|gesendet|an|betreff|"
    r"datum|kopie|da|inviato|data|oggetto|risposta|rispondi a|para|enviado|enviado el|asunto|assunto|fecha|van|verzonden|"
    r"aan|onderwerp|fra|til|emne|dato|från|skickat|till|ämne|od|do|wysłano|temat|data wysłania|komu|předmět|lähettäjä|"
    r"vastaanottaja|aihe|от|кому|дата|тема|отправлено|копия|من|إلى|التاريخ|الموضوع|تاريخ الإرسال|发件人|收件人|主题|日期|"
    r"发送时间|抄送|寄件者|收件者|主旨"
)
HEADER = re.compile(rf"(?i)^\s*>?\s*\*?\s?(?:{_HEADER_NAMES})\s?\*?\s?[:：]\s?\*?\s*\S*")
# Whatever the language: a short label, a colon, a value; three such lines of which the first holds an
# address and another a number are the head of a mail.
LABELLED = re.compile(r"^\s*>?\s*\*?[^\W\d_][^\n:：@<>]{0,28}?\s?[:：]\*?\s?\S")
DIRECTIONS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
DATED = re.compile(r"\d{1,2}[:.h]\d{2}|\d{4}|[@<]")
LONGEST_GENERAL = 3  # lines of an attribution known by its form alone


@dataclass
class _Line:
    text: str
    kind: str = "text"  # text, empty, quote, delimiter, attribution, header, marker, device
    end: int = 0  # last line of an attribution or header block that begins here


def split_reply(text: str) -> tuple[str, str]:
    """(what the person wrote, what was cut off). The first is empty only if nothing was written."""
    lines = [_Line(line.rstrip()) for line in text.strip("\n").splitlines()[:MOST_LINES]]
    _classify(lines)
    lines, tail = _cut_signature(lines)
    start = _after_all_quotes(lines)
    if start is None:
        start = _skip_opening(lines)
    if start is None:
        return "", _join(lines + tail)
    body = lines[start:]
    cut = _end_of_own_text(body)
    written = _strip(body[:cut])
    if not written and any(line.kind == "text" for line in body):
        written = _strip(body)
    kept = {id(line) for line in written}
    quoted = [line for line in [*lines, *tail] if id(line) not in kept]
    if all(line.kind in ("empty", "delimiter", "device") for line in quoted):
        quoted = []
    return _join(written), _join(quoted)


def _classify(lines: list[_Line]) -> None:
    index = 0
    while index < len(lines):
        line = lines[index]
        bare = re.sub(r"^[\s>|]+", "", line.text)
        end = None
        if not line.text.strip():
            line.kind = "empty"
        elif DELIMITER.match(line.text):
            line.kind = "delimiter"
        elif (end := _attribution(lines, index)) is not None:
            line.kind, line.end = "attribution", end
        elif MARKER.match(line.text) or BEGIN_FORWARDED.match(line.text):
            line.kind = "marker"
        elif (end := _header_block(lines, index)) is not None:
            line.kind, line.end = "header", end
        elif QUOTE.match(line.text):
            line.kind = "quote"
        elif DEVICE.match(bare) and len(bare) < 120:
            line.kind = "device"
        if end is not None:
            for inside in lines[index + 1 : end + 1]:
                inside.kind = "inside"
            index = end
        index += 1


def _attribution(lines: list[_Line], index: int) -> int | None:
    """The last line of an 'On … somebody wrote:' that begins at index, or none."""
    by_form = _attribution_by_form(lines, index)
    return by_form if by_form is not None else _attribution_by_words(lines, index)


def _attribution_by_form(lines: list[_Line], index: int) -> int | None:
    """Whatever the language: a date with its time, a colon at the end, and then quoted lines."""
    joined = ""
    for position in range(index, min(index + LONGEST_GENERAL, len(lines))):
        text = DIRECTIONS.sub("", lines[position].text).strip()
        if not text or QUOTE.match(text) or (position == index and not DATED.search(text)):
            return None
        joined = f"{joined} {text}".strip()
        if len(joined) > LONGEST_ATTRIBUTION:
            return None
        if joined.endswith((":", "：")):
            following = next((line.text for line in lines[position + 1 :][:3] if line.text.strip()), "")
            dated = TIME.search(joined) and len(re.findall(r"\d+", joined)) >= 3
            return position if dated and QUOTE.match(following) else None
    return None


def _attribution_by_words(lines: list[_Line], index: int) -> int | None:
    """The same where the words or an address show it."""
    first = re.sub(r"^[\s>|]+", "", lines[index].text)
    if (
        not first
        or len(first) > LONGEST_ATTRIBUTION
        or (not OPENER.match(first) and not ADDRESS.search(first) and not WROTE.search(first))
    ):
        return None
    if DATE_FIRST.match(first) and (first.endswith(":") or len(first) < 90) and not first.endswith("."):
        if first.rstrip().endswith("<") and index + 1 < len(lines):
            return index + 1
        return index
    joined = ""
    for step in range(JOINED + 3):
        if index + step >= len(lines):
            return None
        piece = lines[index + step].text.strip()
        if step == 0 or QUOTE.match(lines[index].text):
            piece = re.sub(r"^[\s>|]+(?=\S)", "", piece)
        joined = f"{joined} {piece}".strip()
        if len(joined) > LONGEST_ATTRIBUTION or (not piece and not _goes_on(lines, index + step + 1)):
            return None
        ends = (
            WROTE_AT_END.search(joined)
            or (joined.endswith((":", "：")) and WROTE.search(joined))
            or re.match(r"(?i)^quoting .{3,100}[:：]$", joined)
            or (joined.endswith((">:", ">：")) and TIME.search(joined))  # a date, a name, an address, no verb
        )
        if ends and _names_somebody(joined):
            return index + step
    return None


def _goes_on(lines: list[_Line], index: int) -> bool:
    """Past an empty line only an address continues an attribution."""
    return index < len(lines) and lines[index].text.lstrip().startswith(("<", "mailto:", ">"))


def _names_somebody(joined: str) -> bool:
    """A date or an address makes 'wrote:' an attribution; 'I wrote:' alone is somebody's sentence."""
    has_date = bool(re.search(r"\d", joined))
    has_address = bool(ADDRESS.search(joined))
    return (
        (has_date and (bool(OPENER.match(joined)) or has_address))
        or (has_address and len(joined) < 160)
        or bool(re.match(r"(?i)^quoting .{3,100}:$", joined))
    )


def _header_block(lines: list[_Line], index: int) -> int | None:
    """The last line of a block of two or more mail headers that begins at index, or none."""
    if not HEADER.match(lines[index].text):
        return _header_by_form(lines, index)
    count, last, position = 0, index, index
    while position < len(lines) and position - index < 24:
        text = lines[position].text
        bare = text.strip(" >|\t")
        if HEADER.match(text):
            count, last = count + 1, position
        elif not bare:
            following = lines[position + 1].text if position + 1 < len(lines) else ""
            if not HEADER.match(following):
                break
        elif position == last + 1 and count:
            last = position  # a header that runs on
        else:
            break
        position += 1
    return last if count >= 2 else None


def _header_by_form(lines: list[_Line], index: int) -> int | None:
    """Three or more labelled lines, an address in the first and a number in another."""
    last = index
    while last < len(lines) and last - index < 8 and LABELLED.match(lines[last].text):
        last += 1
    block = [line.text for line in lines[index:last]]
    if len(block) < 3 or "@" not in block[0] or not any(re.search(r"\d", text) for text in block[1:]):
        return None
    return last - 1


def _cut_signature(lines: list[_Line]) -> tuple[list[_Line], list[_Line]]:
    """Cut from the line '--' on, and the delimiters that stand alone at the end."""
    for index, line in enumerate(lines):
        if SIGNATURE.match(line.text) and any(before.kind == "text" for before in lines[:index]):
            return lines[:index], lines[index:]
    return lines, []


def _after_all_quotes(lines: list[_Line]) -> int | None:
    """Where the person's text begins if all that is quoted stands, introduced, before all of it."""
    kinds = [line.kind for line in lines]
    first = next((kind for kind in kinds if kind != "empty"), "")
    if first not in ("attribution", "header", "marker") or "quote" not in kinds or "text" not in kinds:
        return None
    begin = kinds.index("text")
    before = set(kinds[:begin])
    after = set(kinds[begin:])
    return begin if "quote" in before and not after & {"quote", "attribution", "header", "marker"} else None


def _skip_opening(lines: list[_Line]) -> int | None:
    """Where the person's text may begin: past an attribution or forwarded head that comes first."""
    first = next((i for i, line in enumerate(lines) if line.kind != "empty"), None)
    if first is None:
        return None
    own = [i for i, line in enumerate(lines) if line.kind == "text"]
    if not own:
        only_quotes = all(line.kind in ("quote", "empty") for line in lines)
        return 0 if only_quotes else None
    if lines[first].kind == "attribution":
        return lines[first].end + 1
    if lines[first].kind in ("marker", "delimiter"):
        head = next((i for i in range(first + 1, len(lines)) if lines[i].kind != "empty"), None)
        if head is not None and lines[head].kind == "header":
            return lines[head].end + 1
    return 0


def _end_of_own_text(body: list[_Line]) -> int:
    """Index of the first line that is not the person's any more."""
    seen_text = False
    for index, line in enumerate(body):
        if line.kind == "text":
            seen_text = True
        elif line.kind in ("attribution", "marker", "header") and seen_text:
            if line.kind != "attribution" or not _answered_below(body[index + 1 :]):
                return index
    last_own = max((i for i, line in enumerate(body) if line.kind == "text"), default=len(body) - 1)
    return last_own + 1


def _answered_below(rest: list[_Line]) -> bool:
    """Whether quoted lines follow an attribution and the person's own text follows those."""
    quoted = False
    for line in rest:
        if line.kind == "quote":
            quoted = True
        elif line.kind == "text":
            return quoted
        elif line.kind in ("attribution", "marker", "header") and not line.text.lstrip().startswith(">"):
            return False
    return False


def _strip(lines: list[_Line]) -> list[_Line]:
    """Without attributions and device lines, and without empty or rule lines around."""
    kept = [line for line in lines if line.kind not in ("attribution", "inside", "device")]
    while kept and kept[-1].kind in ("empty", "delimiter"):
        kept.pop()
    while kept and kept[0].kind in ("empty", "delimiter"):
        kept.pop(0)
    return kept


def _join(lines: list[_Line]) -> str:
    return "\n".join(line.text for line in lines).strip("\n")
