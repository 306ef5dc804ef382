# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""What to do about a finding, by the keys of ``advice.py``. The operator guide has the same texts, held by a test."""

from __future__ import annotations

ENGLISH = {
    "ok": "Nothing to do.",
    "waived": "Nothing to do now. Correct the sample before the waiver ends.",
    "expired_waiver": "Correct the sample, or renew the waiver with a new date and a reason.",
    "missing": "Create the sample in this account. If it exists with another spelling, correct its name or the"
    " manifest. If the account does not need it, limit the expectation with accounts or labels.",
    "drifted": "Correct the listed fields of the sample. If the sample is right, correct the manifest.",
    "ambiguous": "Delete the wrong samples. If all of them are right, set person_id in the manifest.",
    "forbidden": "Delete the sample in this account. If it is allowed, remove the expectation from the manifest.",
    "unexpected": "Add the sample to the manifest, delete it, or waive the finding.",
    "permission": "Ask the administrator of the account to allow mps:DescribePersonSamples for the user or role of the"
    " audit.",
    "identity_permission": "Ask the administrator of the account to allow sts:GetCallerIdentity for the user or role of"
    " the audit.",
    "role_denied": "Check three things: the user of the audit may assume the role, the role trusts this user or"
    " provider, and role_external_id is right. The message names them.",
    "role_missing": "Compare the account number and the name in role_arn with the role in the CAM console. Create the"
    " role if it does not exist.",
    "role_duration": "Lower role_duration, or raise the maximum session duration of the role.",
    "role_rejected": "Correct the value that the message names: role_arn, role_session_name or role_policy.",
    "ip_address": "Run the audit from an address that the account allows, or add its address to the list.",
    "denied": "Look up the error code in the authentication guide. Tencent Cloud support needs the request ID.",
    "key_unknown": "Compare SecretId with the API keys in the console: it was deleted or disabled, or it belongs to the"
    " other site. Compare endpoint with the site of the account.",
    "key_mismatch": "Copy SecretId and SecretKey again. Both must be from the same API key.",
    "token": "Get new temporary credentials. The token has expired, or it belongs to another API key.",
    "oidc_token": "Compare the OIDC provider in the CAM console with the claims in the message. Request a new token if"
    " it has expired.",
    "clock": "Synchronize the clock of the host that runs the audit (NTP).",
    "authentication": "Compare the credentials of the account with its API keys in the console.",
    "wrong_account": "Set the profile, the keys or the role of this account. If they are right, correct account_uin.",
    "no_credentials": "Set role_arn, profile, or secret_id and secret_key for this account. The message lists what was"
    " tried.",
    "credentials_expired": "Log in again with the command in the message.",
    "mps_not_activated": "Open the MPS console of the account and activate the service.",
    "arrears": "Top up the balance of the account.",
    "account_state": "Open the console of the account and check that it is registered and active.",
    "certificate": "Set ca_path to the certificate authority of the endpoint, or of the proxy that inspects TLS.",
    "tls": "Correct the endpoint or the address of the proxy that the message names.",
    "name_resolution": "Correct the host name that the message names, or the name resolution (DNS) of the host.",
    "proxy": "Correct the address, the user or the rules of the proxy. The message names the variable.",
    "network": "Check endpoint and the firewall from the host that runs the audit. Then run the audit again.",
    "protocol": "A proxy, a firewall or a login page responded. The message contains the beginning of the response.",
    "throttled": "Run the audit again when other programs use the account less, or lower requests_per_second.",
    "server": "Run the audit again later. If the error stays, send the request ID to Tencent Cloud support.",
    "incomplete": "Run the audit again when nobody changes samples in this account.",
    "lost_slice": "Run the audit of the missing slice again, then merge again.",
    "rejected": "Correct the value that the error code and the message name.",
    "configuration": "Correct the setting that the message names, in the accounts file or in the profile.",
    "internal": "Report the defect with the message. The other accounts are not affected.",
    "unknown": "Run the audit again. The message contains what is known.",
}

CHINESE = {
    "ok": "无需处理。",
    "waived": "暂时无需处理。请在豁免到期前修正样本。",
    "expired_waiver": "修正样本，或者填写新的日期和原因以续期豁免。",
    "missing": "在该账号中创建样本。如果样本已存在但名称写法不同，请修改样本名称或清单。"
    "如果该账号不需要此样本，请用 accounts 或 labels 限定期望的范围。",
    "drifted": "修正样本中列出的字段。如果样本是正确的，请修改清单。",
    "ambiguous": "删除错误的样本。如果全部正确，请在清单中设置 person_id。",
    "forbidden": "在该账号中删除样本。如果允许存在，请从清单中移除该期望。",
    "unexpected": "将样本加入清单、删除样本，或者豁免该问题。",
    "permission": "请账号管理员为审计所用的用户或角色授予 mps:DescribePersonSamples 权限。",
    "identity_permission": "请账号管理员为审计所用的用户或角色授予 sts:GetCallerIdentity 权限。",
    "role_denied": "检查三点：审计用户有权扮演该角色，角色信任该用户或身份提供商，role_external_id 正确。"
    "错误信息包含相关名称。",
    "role_missing": "在访问管理 (CAM) 控制台核对 role_arn 中的账号 ID 和角色名称。如果角色不存在，请创建。",
    "role_duration": "减小 role_duration，或者增大角色的最大会话时长。",
    "role_rejected": "修正错误信息指出的值：role_arn、role_session_name 或 role_policy。",
    "ip_address": "从账号允许的地址运行审计，或者将当前地址加入允许列表。",
    "denied": "在认证指南中查找错误码。联系腾讯云技术支持时请提供请求 ID。",
    "key_unknown": "在控制台核对 SecretId：密钥可能已被删除或禁用，或者属于另一个站点。请核对 endpoint 与账号站点。",
    "key_mismatch": "重新复制 SecretId 和 SecretKey，两者必须来自同一个 API 密钥。",
    "token": "获取新的临时凭证。令牌已过期，或者属于另一个 API 密钥。",
    "oidc_token": "将 CAM 控制台中的 OIDC 身份提供商与错误信息中的声明进行核对。如果令牌已过期，请重新获取。",
    "clock": "同步运行审计的主机的时钟 (NTP)。",
    "authentication": "在控制台核对该账号的 API 密钥与所用凭证。",
    "wrong_account": "改用该账号自己的 profile、密钥或角色。如果凭证正确，请修改 account_uin。",
    "no_credentials": "为该账号设置 role_arn、profile，或者 secret_id 和 secret_key。错误信息列出了已尝试的来源。",
    "credentials_expired": "使用错误信息中的命令重新登录。",
    "mps_not_activated": "打开该账号的媒体处理 (MPS) 控制台并开通服务。",
    "arrears": "为该账号充值。",
    "account_state": "打开该账号的控制台，确认账号已注册且状态正常。",
    "certificate": "将 ca_path 设置为接入域名或 TLS 检查代理的证书颁发机构证书。",
    "tls": "修正错误信息指出的接入域名或代理地址。",
    "name_resolution": "修正错误信息指出的主机名，或者主机的域名解析 (DNS)。",
    "proxy": "修正代理的地址、用户或规则。错误信息中有对应的变量名。",
    "network": "在运行审计的主机上检查 endpoint 和防火墙，然后重新运行审计。",
    "protocol": "响应来自代理、防火墙或登录页面。错误信息包含响应的开头部分。",
    "throttled": "在其他程序较少使用该账号时重新运行审计，或者减小 requests_per_second。",
    "server": "稍后重新运行审计。如果错误持续，请将请求 ID 提供给腾讯云技术支持。",
    "incomplete": "在没有人修改该账号样本时重新运行审计。",
    "lost_slice": "重新运行缺失分片的审计，然后重新合并。",
    "rejected": "修正错误码和错误信息指出的值。",
    "configuration": "在账号文件或 profile 中修正错误信息指出的设置。",
    "internal": "附上错误信息报告该缺陷。其他账号不受影响。",
    "unknown": "重新运行审计。错误信息包含已知内容。",
}
