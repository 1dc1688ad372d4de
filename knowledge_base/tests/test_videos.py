"""A film plays at an allowed host's player, or is a link."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge_base.videos import host_of, player_address

TUBE = "https://www.youtube-nocookie.com/embed/abcDEF12345"


@pytest.mark.parametrize(
    ("url", "player"),
    [
        ("https://www.youtube.com/watch?v=abcDEF12345&t=3", TUBE),
        ("https://m.youtube.com/watch?list=x&v=abcDEF12345", TUBE),
        ("https://youtu.be/abcDEF12345?si=track", TUBE),
        ("https://www.youtube.com/shorts/abcDEF12345", TUBE),
        ("https://vimeo.com/123456", "https://player.vimeo.com/video/123456?dnt=1"),
        ("https://tube.example.org/w/abc123", ""),
        ("https://www.youtube.com/watch?v=", ""),
        ("https://www.youtube.com/watch?v=a%22onload%3D", ""),
        ("https://www.youtube.com/@somebody", ""),
        ("https://youtube.com.evil.example/watch?v=abcDEF12345", ""),
        ("https://user:pass@evil.example/watch?v=abcDEF12345", ""),
        ("https://www.youtube.com:8443/watch?v=abcDEF12345", ""),
        ("javascript:alert(1)//youtu.be/abcDEF12345", ""),
        ("https://[broken", ""),
    ],
)
def test_only_known_players_of_allowed_hosts(url: str, player: str) -> None:
    assert player_address(url) == player


def test_an_organisations_own_host_plays_once_it_is_allowed(settings: Any) -> None:
    settings.VIDEO_HOSTS = ["tube.example.org"]

    assert (
        player_address("https://tube.example.org/w/abc123") == "https://tube.example.org/videos/embed/abc123"
    )
    assert player_address("https://youtu.be/abcDEF12345") == ""
    assert host_of("https://www.films.example/7") == "films.example"
    assert host_of("https://[broken") == ""
