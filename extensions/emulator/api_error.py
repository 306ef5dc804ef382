# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Error responses of the API.

The codes are those of Tencent Cloud (docs/api-facts.md section 6.1). The messages are different on purpose: a client
must branch on the code, so a client that compares messages fails here.
"""

from __future__ import annotations

ENGLISH = "en-US"
CHINESE = "zh-CN"

_CHINESE_MESSAGES = {
    "AuthFailure.InvalidAuthorization": "请求头部的 Authorization 不符合腾讯云标准。",
    "AuthFailure.SecretIdNotFound": "密钥不存在。",
    "AuthFailure.SignatureExpire": "签名过期。",
    "AuthFailure.SignatureFailure": "签名错误。",
    "AuthFailure.TokenFailure": "token 错误。",
    "FailedOperation.InvalidMpsUser": "未开通媒体处理服务。",
    "InternalError": "内部错误。",
    "InvalidAction": "接口不存在。",
    "InvalidParameter": "参数错误。",
    "InvalidParameter.OverTimeError": "有效期超过限制。",
    "InvalidParameter.StrategyFormatError": "策略语法错误。",
    "InvalidParameter.StrategyInvalid": "策略非法。",
    "InvalidParameter.WebIdentityTokenError": "身份令牌错误。",
    "InvalidParameterValue": "参数取值错误。",
    "InvalidParameterValue.Limit": "参数值错误：Limit。",
    "InvalidRequest": "请求内容不合法。",
    "MissingParameter": "缺少参数。",
    "NoSuchProduct": "产品不存在。",
    "NoSuchVersion": "接口版本不存在。",
    "RequestLimitExceeded": "请求的次数超过了频率限制。",
    "RequestSizeLimitExceeded": "请求包超过限制大小。",
    "ResourceNotFound.OrganizationNotExist": "企业组织不存在。",
    "ResourceNotFound.Person": "人物不存在。",
    "ResourceNotFound.RoleNotFound": "角色不存在。",
    "UnauthorizedOperation": "未授权操作。",
    "UnknownParameter": "未知参数。",
    "UnsupportedProtocol": "HTTP 请求协议错误。",
}


class ApiError(Exception):
    """A refused request: ``code`` is an error code of Tencent Cloud, ``message`` is in English."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message

    def message_in(self, language: str | None) -> str:
        """The message in the language of X-TC-Language. The default is Chinese (docs/api-facts.md section 1.3)."""
        if language == ENGLISH:
            return self.message
        chinese = _CHINESE_MESSAGES.get(self.code) or _CHINESE_MESSAGES.get(self.code.split(".")[0])
        return f"{chinese}（{self.message}）" if chinese else self.message
