"""How long and how hard a page is to read."""

from __future__ import annotations

import re

WORD = re.compile(r"[A-Za-zÀ-ɏ]+(?:['’][A-Za-z]+)?|\d[\d.,]*")
SENTENCE_END = re.compile(r"[.!?]+[\"”’)]*(?=\s|$)")
VOWELS = re.compile(r"[aeiouy]+")
# Neighbours that are spoken one by one.
TWO_BEATS = re.compile(
    r"i(?:a(?!l\b|n\b|g)|o(?!n|u)|um\b|us\b)|[rldv]iou|eo(?!p|u)|[^gq]ua|[aeiouy]ing\b|uou|creat|"
    r"(?:id|ar)ea|(?<=[^aeiouy])ien[ct]|[pr]ie[nt]ce"
)


def words(text: str) -> list[str]:
    """The words of a text; a number is a word."""
    return WORD.findall(text)


def syllables(word: str) -> int:
    """Syllables of an English word, by its groups of vowels; numbers count one per digit.

    The rules are the usual ones for counting by machine: a silent e, es or ed at the end is none, le
    after a consonant is one, and some pairs of vowels are two.
    """
    word = word.lower().replace("’", "'").split("'")[0]
    if not word or word[0].isdigit():
        return max(1, sum(c.isdigit() for c in word))
    count = len(VOWELS.findall(word))
    if re.search(r"[^aeiouylr]e$|[aeiouy][lr]e$|[^aeiouy]re$", word) and count > 1:
        count -= 1
    elif re.search(r"[^aeiouytd]ed$", word) and count > 1:
        count -= 1
    elif re.search(r"(?<!sh)(?<!ch)(?<![^aeiouy]l)(?<![aeiouysxzcg])es$", word) and count > 1:
        count -= 1
    count += len(TWO_BEATS.findall(word))
    return max(1, count)


def sentences(text: str) -> int:
    """Number of sentences, by their full stops, question marks and exclamation marks."""
    return max(1, len(SENTENCE_END.findall(text)))


def grade(paragraphs: list[str]) -> float:
    """School grade of English prose: Kincaid, Fishburne, Rogers and Chissom 1975, report 8-75."""
    found = [word for text in paragraphs for word in words(text)]
    if not found:
        return 0.0
    ends = sum(sentences(text) for text in paragraphs)
    return 0.39 * len(found) / ends + 11.8 * sum(map(syllables, found)) / len(found) - 15.59
