# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, strategies as st

from ansible_collections.tencentcloud.mps.plugins.module_utils._api.call import Credentials
from ansible_collections.tencentcloud.mps.plugins.module_utils._auth.options import CONNECTION_SPEC, parse_settings
from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError
from support.credential_contexts import empty_context, obtain_credentials

SET = {
    "TENCENTCLOUD_SECRET_ID": "env-id",
    "TENCENTCLOUD_SECRET_KEY": "env-key",
    "TENCENTCLOUD_TOKEN": "env-token",
    "TENCENTCLOUD_SECURITY_TOKEN": "env-security-token",
}


def find_credentials(given_options: Mapping[str, str | None], environment: Mapping[str, str]) -> Credentials:
    """Find credentials from the options and the environment only."""
    defaults = {name: option.get("default") for name, option in CONNECTION_SPEC.items()}
    options = {**defaults, "credential_source": "static", **given_options}
    identity = parse_settings(options, environment).identity
    return obtain_credentials(identity, empty_context(environment), no_sts, 0.0)


def no_sts(call: object, credentials: object) -> object:
    raise AssertionError("STS is not asked")


def without(*names: str) -> dict[str, str]:
    return {name: value for name, value in SET.items() if name not in names}


@pytest.mark.parametrize(
    ("options", "environment", "found"),
    [
        ({}, SET, Credentials("env-id", "env-key", "env-token")),
        ({}, without("TENCENTCLOUD_TOKEN"), Credentials("env-id", "env-key", "env-security-token")),
        ({}, {**SET, "TENCENTCLOUD_TOKEN": ""}, Credentials("env-id", "env-key", "env-security-token")),
        (
            {},
            {**SET, "TENCENTCLOUD_TOKEN": "", "TENCENTCLOUD_SECURITY_TOKEN": ""},
            Credentials("env-id", "env-key", None),
        ),
        ({"secret_id": "id", "secret_key": "key", "token": "token"}, SET, Credentials("id", "key", "token")),
        ({"secret_id": "id", "secret_key": "key"}, {}, Credentials("id", "key", None)),
        ({"secret_id": None, "secret_key": None, "token": None}, SET, Credentials("env-id", "env-key", "env-token")),
        ({"secret_key": "key"}, SET, Credentials("env-id", "key", "env-token")),
        ({"token": "token"}, SET, Credentials("env-id", "env-key", "token")),
        ({"token": ""}, SET, Credentials("env-id", "env-key", "env-token")),
    ],
)
def test_options_take_precedence_over_the_environment(
    options: Mapping[str, str | None], environment: Mapping[str, str], found: Credentials
) -> None:
    assert find_credentials(options, environment) == found


@pytest.mark.parametrize("token", [None, ""])
@pytest.mark.parametrize("secret_key", [None, "key"])
def test_environment_token_is_not_combined_with_a_given_secret_id(token: str | None, secret_key: str | None) -> None:
    found = find_credentials({"secret_id": "id", "secret_key": secret_key, "token": token}, SET)
    assert (found.secret_id, found.token) == ("id", None)


@pytest.mark.parametrize(
    ("options", "environment", "message"),
    [
        ({}, {}, "no credentials found. .* order: options: secret_id and secret_key are not set; environment: TENC"),
        (
            {},
            {**SET, "TENCENTCLOUD_SECRET_ID": ""},
            "TENCENTCLOUD_SECRET_KEY is set, but TENCENTCLOUD_SECRET_ID is not",
        ),
        ({"secret_id": "id"}, without("TENCENTCLOUD_SECRET_KEY"), "secret_key is missing. .* TENCENTCLOUD_SECRET_KEY "),
        ({"secret_id": ""}, SET, "secret_id is empty. Check where .* TENCENTCLOUD_SECRET_ID"),
        ({"secret_key": ""}, SET, "secret_key is empty. Check where .* TENCENTCLOUD_SECRET_KEY"),
        ({"secret_id": " "}, SET, "secret_id starts or ends with white space"),
        ({"secret_id": "id\n"}, SET, "secret_id starts or ends with white space"),
        ({"secret_id": "a\nX-Evil: 1"}, SET, "secret_id contains white space"),
        ({"secret_id": "ключ"}, SET, r"secret_id contains the character U\+043A"),
        ({"secret_id": "\u00a0id"}, SET, "secret_id starts or ends with white space"),
        ({"token": "tok\x00en"}, SET, r"token contains the character U\+0000"),
        ({"token": "token "}, SET, "token starts or ends with white space"),
        ({}, {**SET, "TENCENTCLOUD_TOKEN": "token\r"}, "token starts or ends with white space"),
        ({"secret_key": "key "}, SET, r"secret_key starts or ends with white space. .* '\| trim'"),
        ({"secret_key": " "}, SET, "secret_key starts or ends with white space"),
        ({}, {**SET, "TENCENTCLOUD_SECRET_KEY": "\tkey"}, "secret_key starts or ends with white space"),
    ],
)
def test_missing_or_invalid_key_is_rejected_with_advice(
    options: Mapping[str, str | None], environment: Mapping[str, str], message: str
) -> None:
    with pytest.raises(ConfigurationError, match=message) as refusal:
        find_credentials(options, environment)
    assert refusal.value.attempts == 0


# Letters that no message contains, combined with text that makes a value unusual.
secret = st.builds("".join, st.permutations(["ЖЩЪЫЭ", " ", "\n", "Q7Q7Q7Q7", "\u00a0", "{{"])) | st.just(
    "ЖЩЪЫЭ\nQ7Q7Q7Q7 "
)


@given(
    options=st.dictionaries(st.sampled_from(["secret_id", "secret_key", "token"]), secret),
    environment=st.dictionaries(st.sampled_from(sorted(SET)), secret),
)
def test_error_message_never_shows_a_secret(options: Mapping[str, str | None], environment: Mapping[str, str]) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        find_credentials(options, environment)
    assert "ЖЩЪЫЭ" not in str(refusal.value)
    assert "Q7Q7Q7Q7" not in repr(refusal.value)


key_characters = st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters="\"'`#;,\\<>{")
header_text = key_text = st.text(key_characters, min_size=1).filter(lambda text: text not in ("None", "null", "***"))


@given(
    options=st.fixed_dictionaries({"secret_id": header_text, "secret_key": key_text, "token": st.none() | header_text}),
    environment=st.fixed_dictionaries({}, optional=dict.fromkeys(SET, header_text)),
)
def test_given_keys_are_used_unchanged(options: dict[str, str | None], environment: Mapping[str, str]) -> None:
    found = find_credentials(options, environment)
    assert {"secret_id": found.secret_id, "secret_key": found.secret_key, "token": found.token} == options


@given(
    secret_id=header_text, secret_key=key_text, tokens=st.tuples(st.just("") | header_text, st.just("") | header_text)
)
def test_environment_keys_are_used_unchanged(secret_id: str, secret_key: str, tokens: tuple[str, str]) -> None:
    environment = dict(zip(SET, (secret_id, secret_key, *tokens), strict=True))
    assert find_credentials({}, environment) == Credentials(secret_id, secret_key, tokens[0] or tokens[1] or None)
