"""The words by which contributors confirm by mail that a draft represents them well."""

from __future__ import annotations

from cop_portal.foundation.mail.words import Words

CONFIRM = "confirm"
REPRESENTED_WORDS: Words = {
    CONFIRM: {
        "en": ("Yes", "ok", "okay", "I confirm", "confirmed"),
        "ar": ("نعم", "أؤكد", "موافق"),
        "zh-hans": ("是", "是的", "确认", "好的"),
        "fr": ("Oui", "je confirme", "d’accord", "d'accord"),
        "ru": ("Да", "подтверждаю", "согласен", "согласна"),
        "es": ("Sí", "confirmo", "de acuerdo"),
    }
}
