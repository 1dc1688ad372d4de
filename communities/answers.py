"""The words by which members agree to a charter, take part in a proposal and answer to an event by mail."""

from __future__ import annotations

from cop_portal.foundation.mail.words import Words

# Kinds of reply address that letters carry.
CHARTER_KIND = "charter"
PROPOSAL_KIND = "proposal"
EVENT_KIND = "event"
AGREE = "agree"
CHARTER_WORDS: Words = {
    AGREE: {
        "en": ("I agree", "agree", "agreed"),
        "ar": ("أوافق", "موافق", "موافقة", "أنا موافق"),
        "zh-hans": ("我同意", "同意"),
        "fr": ("Je suis d’accord", "d’accord", "j’accepte", "je suis d'accord", "d'accord", "j'accepte"),
        "ru": ("Согласен", "согласна", "я согласен", "я согласна"),
        "es": ("Estoy de acuerdo", "de acuerdo", "acepto"),
    }
}
# One set for each method: the same word never means two choices of one proposal.
CONSENT_WORDS: Words = {
    "consent": {
        "en": ("I can live with it", "consent", "I consent"),
        "ar": ("أقبل به", "أوافق", "موافق"),
        "zh-hans": ("我可以接受", "可以接受"),
        "fr": ("Je peux vivre avec", "je consens", "j’y consens", "j'y consens"),
        "ru": ("Не возражаю", "не против"),
        "es": ("Puedo aceptarlo", "consiento", "lo acepto"),
    },
    "objection": {
        "en": ("I object", "objection", "object"),
        "ar": ("أعترض", "اعتراض"),
        "zh-hans": ("我反对", "反对"),
        "fr": ("Je m’oppose", "je m'oppose", "objection"),
        "ru": ("Возражаю", "я возражаю", "возражение"),
        "es": ("Me opongo", "objeción"),
    },
}
VOTE_WORDS: Words = {
    "yes": {
        "en": ("Yes",), "ar": ("نعم",), "zh-hans": ("赞成", "是"), "fr": ("Oui",), "ru": ("Да", "за"), "es": ("Sí",),
    },
    "no": {
        "en": ("No",), "ar": ("لا",), "zh-hans": ("不赞成", "否"), "fr": ("Non",), "ru": ("Нет", "против"), "es": ("No",),
    },
}  # fmt: skip
ABSTAIN_WORDS: Words = {
    "abstain": {
        "en": ("I abstain", "abstain", "abstention"),
        "ar": ("أمتنع", "امتناع"),
        "zh-hans": ("我弃权", "弃权"),
        "fr": ("Je m’abstiens", "je m'abstiens", "abstention"),
        "ru": ("Воздерживаюсь", "я воздерживаюсь"),
        "es": ("Me abstengo", "abstención"),
    }
}
BALLOT_WORDS: dict[str, Words] = {
    "consent": {**CONSENT_WORDS, **ABSTAIN_WORDS},
    "vote": {**VOTE_WORDS, **ABSTAIN_WORDS},
}
EVENT_WORDS: Words = {
    "yes": {
        "en": ("Yes", "I come", "I will come", "I'll come", "coming", "I attend"),
        "ar": ("نعم", "سأحضر", "احضر"),
        "zh-hans": ("参加", "我参加", "是"),
        "fr": ("Oui", "je viens", "je participe"),
        "ru": ("Да", "приду", "я приду", "буду"),
        "es": ("Sí", "voy", "asisto", "asistiré"),
    },
    "maybe": {
        "en": ("Maybe", "perhaps"),
        "ar": ("ربما", "قد أحضر"),
        "zh-hans": ("也许", "可能"),
        "fr": ("Peut-être", "peut être"),
        "ru": ("Может быть", "возможно"),
        "es": ("Quizás", "quizá", "tal vez"),
    },
    "no": {
        "en": ("No", "I cannot come", "I can't come", "not coming"),
        "ar": ("لا", "لن أحضر"),
        "zh-hans": ("不参加", "否"),
        "fr": ("Non", "je ne viens pas"),
        "ru": ("Нет", "не приду", "не смогу"),
        "es": ("No", "no voy", "no puedo"),
    },
}
